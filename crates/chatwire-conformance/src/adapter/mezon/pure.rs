//! Builders, contents and helpers.

use chatwire_mezon::interactive::{
    Animation, Author, Button, ButtonBuilder, ButtonStyle, Component, DatePicker, Embed,
    EmbedField, Footer, Image, InteractiveBuilder, Radio, RadioOption, Select, SelectOption,
    TextInput,
};
use chatwire_mezon::{ChannelType, Content, UserId};
use serde_json::{Value, json};

use super::NotMade;
use crate::vector::Vector;

pub(super) fn call(vector: &Vector) -> Result<Value, NotMade> {
    match vector.call.method.as_str() {
        "safeJSONParse" => parse(vector.call.args.get("raw")),
        method if method.ends_with("content string") => {
            let given = vector.call.args.get("content").or_else(|| vector.result.get("ok"));
            let text = match given {
                Some(Value::String(text)) => text.clone().into(),
                Some(other) => other.to_string().into(),
                None => Value::Null,
            };
            parse(Some(&text))
        }
        "formatErrorMessage" | "parseUrlToHostAndSSL" | "replyMessageGenerate" => {
            Err(NotMade::Inexpressible("a helper of the reference's own".into()))
        }
        "isValidUserId" => {
            let text = vector.call.args.get("v").and_then(Value::as_str);
            // Zero stands for nobody.
            let valid = text.is_some_and(|text| text.parse::<UserId>().is_ok());
            Ok(json!({"ok": valid}))
        }
        "convertChanneltypeToChannelMode" | "convert_channeltype_to_channel_mode" => {
            let number = vector.call.args.get("channel_type").and_then(Value::as_i64);
            let number = number.and_then(|own| i32::try_from(own).ok());
            let number =
                number.ok_or_else(|| NotMade::Inexpressible("a type is a number".into()))?;
            Ok(json!({"ok": i32::from(ChannelType::from(number).mode())}))
        }
        method if super::group(vector) == "builder" => build(vector, method),
        other => Err(NotMade::Unknown(format!("this runner does not know {other:?}"))),
    }
}

fn parse(raw: Option<&Value>) -> Result<Value, NotMade> {
    let raw = raw.and_then(Value::as_str);
    let raw = raw.ok_or_else(|| NotMade::Inexpressible("a content is a text".into()))?;
    let json = Content::parse(raw).to_json();
    let json = json.map_err(|error| NotMade::Unknown(error.to_string()))?;
    let value = serde_json::from_str::<Value>(&json);
    Ok(json!({"ok": value.map_err(|trouble| NotMade::Unknown(trouble.to_string()))?}))
}

/// What was built, field by field: arguments are partial, so what is missing is the record's.
fn build(vector: &Vector, method: &str) -> Result<Value, NotMade> {
    let recorded = vector.result.get("ok").cloned().unwrap_or_default();
    if recorded.is_array() || method.starts_with("ButtonBuilder") {
        return buttons(&recorded);
    }
    let text = |pointer: &str| recorded.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let mut builder = match text("/title") {
        Some(title) => InteractiveBuilder::titled(title),
        None => InteractiveBuilder::new(),
    };
    if let Some(color) = text("/color").filter(|color| color.starts_with('#')) {
        builder = builder.color(color);
    }
    if let Some(url) = text("/url") {
        builder = builder.url(url);
    }
    if let Some(description) = text("/description") {
        builder = builder.description(description);
    }
    if let Some(url) = text("/thumbnail/url") {
        builder = builder.thumbnail(url);
    }
    if let Some(url) = text("/image/url") {
        let size = |name: &str| text(name).and_then(|own| own.parse().ok());
        let image = match (size("/image/width"), size("/image/height")) {
            (Some(width), Some(height)) => Image::new(url).size(width, height),
            _ => Image::new(url),
        };
        builder = builder.image(image);
    }
    if let Some(name) = text("/author/name") {
        let mut author = Author::new(name);
        if let Some(icon) = text("/author/icon_url") {
            author = author.icon_url(icon);
        }
        if let Some(url) = text("/author/url") {
            author = author.url(url);
        }
        builder = builder.author(author);
    }
    if let Some(words) = text("/footer/text").filter(|_| method == "set_footer") {
        let footer = Footer::new(words);
        builder = builder.footer(match text("/footer/icon_url") {
            Some(icon) => footer.icon_url(icon),
            None => footer,
        });
    }
    for field in recorded.get("fields").and_then(Value::as_array).into_iter().flatten() {
        builder = builder.push(field_of(field)?);
    }
    let embed: Embed = builder.build();
    let value = serde_json::to_value(embed);
    Ok(json!({"ok": value.map_err(|trouble| NotMade::Unknown(trouble.to_string()))?}))
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn field_of(field: &Value) -> Result<EmbedField, NotMade> {
    let (name, value) = (text(field, "name"), text(field, "value"));
    let Some(inputs) = field.get("inputs") else {
        let made = EmbedField::new(name, value);
        let inline = field.get("inline") == Some(&Value::Bool(true));
        return Ok(if inline { made.inline() } else { made });
    };
    let (id, component) =
        (text(inputs, "id"), inputs.get("component").cloned().unwrap_or_default());
    let number = |value: Option<&Value>| {
        value.and_then(Value::as_u64).and_then(|own| u32::try_from(own).ok())
    };
    let component = match inputs.get("type").and_then(Value::as_u64) {
        Some(2) => {
            let option = |own: &Value| SelectOption::new(text(own, "label"), text(own, "value"));
            let options = component.get("options").and_then(Value::as_array).cloned();
            let select = Select::new(options.unwrap_or_default().iter().map(option));
            let chosen = component.get("valueSelected").filter(|own| own.is_object());
            Component::select(
                id,
                match chosen {
                    Some(chosen) => select.selected(option(chosen)),
                    None => select,
                },
            )
        }
        Some(3) => Component::input(id, input(&component)),
        Some(4) => Component::date_picker(id, DatePicker::new()),
        Some(5) => {
            let options = component.as_array().cloned().unwrap_or_default();
            let radio = Radio::new(options.iter().map(radio_option));
            Component::radio(
                id,
                match number(inputs.get("max_options")) {
                    Some(most) => radio.max_options(most),
                    None => radio,
                },
            )
        }
        Some(6) => {
            let mut animation =
                Animation::new(text(&component, "url_image"), text(&component, "url_position"));
            let pool = component.get("pool").and_then(Value::as_array).cloned().unwrap_or_default();
            animation = animation.pool(pool.iter().filter_map(Value::as_str));
            if let Some(times) = number(component.get("repeat")) {
                animation = animation.repeat(times);
            }
            if let Some(seconds) = component.get("duration").and_then(Value::as_f64) {
                animation = animation.duration(seconds);
            }
            Component::animation(id, animation)
        }
        other => return Err(NotMade::Unknown(format!("a component of type {other:?}"))),
    };
    let made = EmbedField::form(name, component);
    Ok(if value.is_empty() { made } else { made.description(value) })
}

fn input(component: &Value) -> TextInput {
    let mut input = TextInput::new();
    if let Some(words) = component.get("placeholder").and_then(Value::as_str) {
        input = input.placeholder(words);
    }
    if let Some(value) = component.get("defaultValue").filter(|own| !own.is_null()) {
        input = input.default_value(value.clone());
    }
    if let Some(kind) = component.get("type").and_then(Value::as_str) {
        input = input.input_type(kind);
    }
    if component.get("textarea") == Some(&Value::Bool(true)) {
        input = input.textarea();
    }
    input
}

fn style(value: &Value) -> Option<ButtonStyle> {
    value
        .get("style")
        .and_then(Value::as_i64)
        .and_then(|own| i32::try_from(own).ok())
        .map(Into::into)
}

fn radio_option(value: &Value) -> RadioOption {
    let mut option = RadioOption::new(text(value, "label"), text(value, "value"));
    for (name, set) in [
        ("name", RadioOption::name as fn(RadioOption, String) -> RadioOption),
        ("description", RadioOption::description),
    ] {
        if value.get(name).is_some_and(Value::is_string) {
            option = set(option, text(value, name));
        }
    }
    if let Some(style) = style(value) {
        option = option.style(style);
    }
    match value.get("disabled").and_then(Value::as_bool) {
        Some(true) => option.disabled(),
        Some(false) => option.enabled(),
        None => option,
    }
}

fn buttons(recorded: &Value) -> Result<Value, NotMade> {
    let mut builder = ButtonBuilder::new();
    for button in recorded.as_array().into_iter().flatten() {
        let component = button.get("component").cloned().unwrap_or_default();
        let mut made = Button::new(
            text(&component, "label"),
            style(&component).unwrap_or(ButtonStyle::Primary),
        );
        if component.get("url").is_some_and(Value::is_string) {
            made = made.url(text(&component, "url"));
        }
        if component.get("disable") == Some(&Value::Bool(true)) {
            made = made.disabled();
        }
        builder = builder.push(text(button, "id"), made);
    }
    let value = serde_json::to_value(builder.build());
    Ok(json!({"ok": value.map_err(|trouble| NotMade::Unknown(trouble.to_string()))?}))
}
