//! Builders, contents and helpers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_mezon::interactive::{
    Animation, Author, Button, ButtonBuilder, ButtonStyle, Component, DatePicker, Embed,
    EmbedField, Footer, Image, InteractiveBuilder, Radio, RadioOption, Select, SelectOption,
    TextInput,
};
use chatwire_mezon::{ChannelType, Content, UserId};
use serde_json::{Value, json};

use super::NotMade;
use crate::spec::mezon::calls;
use crate::vector::Vector;

pub(super) fn call(vector: &Vector) -> Result<Value, NotMade> {
    match vector.call.method.as_str() {
        "safeJSONParse" => parse(vector.call.args.get("raw")),
        method if method.ends_with("content string") => {
            let given = vector.call.args.get("content").or_else(|| vector.result.get("ok"));
            parse(given)
        }
        method if calls::is_own_helper(method) => {
            Err(NotMade::Inexpressible("a helper of the reference's own".into()))
        }
        "isValidUserId" | "is_valid_user_id" => {
            let args = &vector.call.args;
            let digits = match args.get("v").or_else(|| args.get("user_id")) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                _ => String::new(),
            };
            // Zero stands for nobody, and no server gives one below it.
            let valid = digits.parse::<UserId>().is_ok_and(|id| id.get() >= 0);
            Ok(json!({"ok": valid}))
        }
        "convertChanneltypeToChannelMode" | "convert_channeltype_to_channel_mode" => {
            let number = calls::channel_type(vector).and_then(|own| i32::try_from(own).ok());
            let number =
                number.ok_or_else(|| NotMade::Inexpressible("a type is a number".into()))?;
            Ok(json!({"ok": i32::from(ChannelType::from(number).mode())}))
        }
        method if super::group(vector) == "builder" => build(vector, method),
        other => Err(NotMade::Unknown(format!("this runner does not know {other:?}"))),
    }
}

fn parse(raw: Option<&Value>) -> Result<Value, NotMade> {
    let raw = match raw {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(map)) => match map.get("b64").and_then(Value::as_str) {
            Some(bytes) => {
                let bytes = STANDARD.decode(bytes).unwrap_or_default();
                String::from_utf8_lossy(&bytes).into_owned()
            }
            None => json!(map).to_string(),
        },
        _ => {
            return Err(NotMade::Inexpressible("a content is a text or a value with names".into()));
        }
    };
    let json = Content::parse(&raw).to_json();
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
    if let Some(color) = text("/color").filter(|color| !color.starts_with('<')) {
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
        let mut image = Image::new(url);
        match (size("/image/width"), size("/image/height")) {
            (Some(width), Some(height)) => image = image.size(width, height),
            // One of them alone, or in another unit than pixels.
            _ => (image.width, image.height) = (text("/image/width"), text("/image/height")),
        }
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
    if let Some(words) = text("/footer/text").filter(|words| words != "Powered by Mezon") {
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
            let row = |row: &Value| -> Vec<String> {
                let pieces = row.as_array().into_iter().flatten();
                pieces.filter_map(Value::as_str).map(str::to_owned).collect()
            };
            animation = match pool.iter().any(Value::is_array) {
                true => animation.pool_rows(pool.iter().map(row)),
                false => animation.pool(pool.iter().filter_map(Value::as_str)),
            };
            if component.get("vertical") == Some(&Value::Bool(true)) {
                animation = animation.vertical();
            }
            animation.is_result = component.get("isResult").cloned();
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
