//! Buttons, cards and forms: their exact JSON, and what people send back.

use chatwire_mezon::interactive::{
    ActionRow, Animation, Author, Body, Button, ButtonBuilder, ButtonStyle, COLORS, Click,
    Component, ComponentKind, DatePicker, Embed, EmbedField, Footer, FormValues, Grid, GridItem,
    Image, InteractiveBuilder, Pool, Radio, RadioOption, Select, SelectKind, SelectOption,
    Selection, TextInput,
};
use chatwire_mezon::{Content, ErrorKind, Timestamp, UserId};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What every card of the SDKs has: a colour, the time and a footer; colour and time are set here.
fn card() -> InteractiveBuilder {
    InteractiveBuilder::titled("T").color("#1ABC9C").timestamp(Timestamp::from_unix_seconds(1))
}

fn written(builder: InteractiveBuilder) -> Value {
    serde_json::to_value(builder.build()).unwrap()
}

/// The JSON of [`card`] with these fields and further keys.
fn expected(fields: Value, more: Value) -> Value {
    let mut card = json!({
        "color": "#1ABC9C",
        "title": "T",
        "fields": [],
        "timestamp": "1970-01-01T00:00:01.000Z",
        "footer": {
            "text": "Powered by Mezon",
            "icon_url": "https://cdn.mezon.vn/1837043892743049216/1840654271217930240/1827994776956309500/857_0246x0w.webp",
        },
    });
    card["fields"] = fields;
    let Value::Object(more) = more else { panic!("an object") };
    card.as_object_mut().unwrap().extend(more);
    card
}

/// Asserts the JSON of a card with one field, and that it is read back as it was.
fn check_field(builder: InteractiveBuilder, field: Value) {
    let embed = builder.clone().build();
    assert_eq!(written(builder), expected(Value::Array(vec![field]), json!({})));
    let json = serde_json::to_string(&embed).unwrap();
    assert_eq!(serde_json::from_str::<Embed>(&json).unwrap(), embed);
}

#[test]
fn buttons_of_all_styles() {
    let buttons = ButtonBuilder::new()
        .add_button("a", "A 🔘", ButtonStyle::Primary)
        .add_button("b", "B", ButtonStyle::Secondary)
        .add_button("c", "C", ButtonStyle::Success)
        .add_button("d", "D", ButtonStyle::Danger)
        .push("e", Button::new("E", ButtonStyle::Link).url("https://h"))
        .push("f", Button::new("F", ButtonStyle::Primary).disabled())
        .push("g", Button::new("G", ButtonStyle::Other(9)).icon("i"));
    assert_eq!(
        serde_json::to_value(buttons.clone().build()).unwrap(),
        json!([
            {"id": "a", "type": 1, "component": {"label": "A 🔘", "style": 1}},
            {"id": "b", "type": 1, "component": {"label": "B", "style": 2}},
            {"id": "c", "type": 1, "component": {"label": "C", "style": 3}},
            {"id": "d", "type": 1, "component": {"label": "D", "style": 4}},
            {"id": "e", "type": 1, "component": {"label": "E", "style": 5, "url": "https://h"}},
            {"id": "f", "type": 1, "component": {"label": "F", "style": 1, "disable": true}},
            {"id": "g", "type": 1, "component": {"label": "G", "style": 9, "icon": "i"}},
        ])
    );
    assert!(buttons.clear().build().is_empty());
    assert_eq!(serde_json::to_value(ButtonBuilder::new().build()).unwrap(), json!([]));
}

#[test]
fn a_card_has_the_defaults_of_the_sdks() {
    let mut plain = expected(json!([]), json!({}));
    assert_eq!(written(card()), plain);
    plain.as_object_mut().unwrap().remove("title");
    let untitled =
        InteractiveBuilder::new().color("#1ABC9C").timestamp(Timestamp::from_unix_seconds(1));
    assert_eq!(written(untitled), plain);
}

#[test]
fn the_title_chooses_the_colour_and_the_clock_the_time() {
    let color = |title: &str| InteractiveBuilder::titled(title).build().color.unwrap();
    assert_eq!(color("Survey 📋"), color("Survey 📋"));
    let mut seen: Vec<_> = (0..500).map(|number| color(&number.to_string())).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), COLORS.len());
    assert!(seen.iter().all(|color| COLORS.contains(&color.as_str())));
    let before = Timestamp::now().as_unix_millis();
    let time = InteractiveBuilder::new().build().timestamp.unwrap();
    assert!(time.ends_with('Z') && time.len() == "1970-01-01T00:00:00.000Z".len(), "{time}");
    let time = Timestamp::parse(&time).unwrap().as_unix_millis();
    assert!((before..=Timestamp::now().as_unix_millis()).contains(&time));
    let at =
        |millis| InteractiveBuilder::new().timestamp(Timestamp::from_unix_millis(millis)).build();
    assert_eq!(at(-1).timestamp.as_deref(), Some("1969-12-31T23:59:59.999Z"));
    assert_eq!(at(1_050).timestamp.as_deref(), Some("1970-01-01T00:00:01.050Z"));
}

#[test]
fn parts_of_a_card() {
    for (builder, more) in [
        (card().color("#5865F2"), json!({"color": "#5865F2"})),
        (card().title("T2").url("https://u"), json!({"title": "T2", "url": "https://u"})),
        (card().author("N"), json!({"author": {"name": "N"}})),
        (
            card().author(Author::new("N").icon_url("i").url("u")),
            json!({"author": {"name": "N", "icon_url": "i", "url": "u"}}),
        ),
        (card().description("d"), json!({"description": "d"})),
        (card().thumbnail("u"), json!({"thumbnail": {"url": "u"}})),
        (card().image("u"), json!({"image": {"url": "u", "width": "auto", "height": "auto"}})),
        (
            card().image(Image::new("u").size(800, 400)),
            json!({"image": {"url": "u", "width": "800", "height": "400"}}),
        ),
        (card().footer("F"), json!({"footer": {"text": "F"}})),
        (
            card().footer(Footer::new("F").icon_url("i")),
            json!({"footer": {"text": "F", "icon_url": "i"}}),
        ),
    ] {
        assert_eq!(written(builder), expected(json!([]), more));
    }
    let fields = written(card().add_field("n", "v").add_inline_field("n2", "v2"));
    assert_eq!(
        fields["fields"],
        json!([{"name": "n", "value": "v", "inline": false},
            {"name": "n2", "value": "v2", "inline": true}])
    );
}

#[test]
fn input_fields() {
    check_field(
        card().add_input_field("x", "N", TextInput::new()),
        json!({"name": "N", "value": "", "inputs": {"id": "x", "type": 3, "component":
            {"id": "x-component", "defaultValue": "", "type": "text", "textarea": false}}}),
    );
    let input = TextInput::new().placeholder("p").default_value(7).input_type("number").textarea();
    let field = |input| EmbedField::form("N", Component::input("x", input)).description("d");
    check_field(
        card().push(field(input.clone())),
        json!({"name": "N", "value": "d", "inputs": {"id": "x", "type": 3, "component":
            {"id": "x-component", "placeholder": "p", "defaultValue": 7, "type": "number",
                "textarea": true}}}),
    );
    check_field(
        card().push(field(input.required().disabled().style(2).id("own"))),
        json!({"name": "N", "value": "d", "inputs": {"id": "x", "type": 3, "component":
            {"id": "own", "placeholder": "p", "defaultValue": 7, "type": "number",
                "textarea": true, "required": true, "disabled": true, "style": 2}}}),
    );
}

#[test]
fn select_fields() {
    check_field(
        card().add_select_field("s", "N", Select::new([("US", "us"), ("Việt Nam", "vn")])),
        json!({"name": "N", "value": "", "inputs": {"id": "s", "type": 2, "component":
            {"options": [{"label": "US", "value": "us"}, {"label": "Việt Nam", "value": "vn"}]}}}),
    );
    check_field(
        card().add_select_field("s", "N", Select::default()),
        json!({"name": "N", "value": "", "inputs":
            {"id": "s", "type": 2, "component": {"options": []}}}),
    );
    let select = Select::new([("US", "us")]).selected(("US", "us"));
    check_field(
        card().push(EmbedField::form("N", Component::select("s", select)).description("d")),
        json!({"name": "N", "value": "d", "inputs": {"id": "s", "type": 2, "component":
            {"options": [{"label": "US", "value": "us"}],
                "valueSelected": {"label": "US", "value": "us"}}}}),
    );
    let select = Select::new([SelectOption::new("A", "a").description("d").preselected()])
        .kind(SelectKind::Channel)
        .placeholder("p")
        .min_options(1)
        .max_options(2)
        .disabled()
        .selected(("A", "a"))
        .selected(("B", "b"));
    check_field(
        card().add_select_field("s", "N", select),
        json!({"name": "N", "value": "", "inputs": {"id": "s", "type": 2, "component":
            {"options": [{"label": "A", "value": "a", "description": "d", "default": true}],
                "valueSelected": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}],
                "type": 4, "placeholder": "p", "min_options": 1, "max_options": 2,
                "disabled": true}}}),
    );
}

#[test]
fn radio_fields() {
    let free = RadioOption::new("Free", "free")
        .description("b")
        .style(ButtonStyle::Primary)
        .enabled()
        .name("g");
    let radio = Radio::new([free, ("Pro", "pro").into()]);
    let field = |radio| EmbedField::form("N", Component::radio("r", radio)).description("d");
    let options = json!([
        {"label": "Free", "value": "free", "description": "b", "style": 1, "disabled": false,
            "name": "g"},
        {"label": "Pro", "value": "pro"},
    ]);
    check_field(
        card().push(field(radio.clone().max_options(2))),
        json!({"name": "N", "value": "d", "inputs":
            {"id": "r", "type": 5, "component": options, "max_options": 2}}),
    );
    let none = json!({"name": "N", "value": "d", "inputs":
        {"id": "r", "type": 5, "component": options}});
    check_field(card().push(field(radio.clone())), none.clone());
    let zero = card().push(field(radio.max_options(0)));
    assert_eq!(written(zero), expected(json!([none]), json!({})), "0 is left out");
    check_field(
        card().add_radio_field("r", "N", Radio::new([RadioOption::new("F", "f").disabled()])),
        json!({"name": "N", "value": "", "inputs": {"id": "r", "type": 5, "component":
            [{"label": "F", "value": "f", "disabled": true}]}}),
    );
}

#[test]
fn date_pickers() {
    check_field(
        card().add_date_picker_field("d", "N", DatePicker::new()),
        json!({"name": "N", "value": "", "inputs": {"id": "d", "type": 4, "component": {}}}),
    );
    let picker = Component::date_picker("d", DatePicker::new().value("2026-11-20"));
    check_field(
        card().push(EmbedField::form("N", picker).description("x")),
        json!({"name": "N", "value": "x", "inputs":
            {"id": "d", "type": 4, "component": {"value": "2026-11-20"}}}),
    );
}

#[test]
fn animations_and_grids() {
    check_field(
        card().add_animation("an", Animation::new("i", "p")),
        json!({"name": "", "value": "", "inputs": {"id": "an", "type": 6, "component":
            {"url_image": "i", "url_position": "p", "pool": []}}}),
    );
    let full = Animation::new("i.png", "p.json").pool(["a", "b"]).repeat(2).duration(3.0);
    let field = EmbedField::form("N", Component::animation("an", full.clone())).description("d");
    check_field(
        card().push(field),
        json!({"name": "N", "value": "d", "inputs": {"id": "an", "type": 6, "component":
            {"url_image": "i.png", "url_position": "p.json", "pool": ["a", "b"], "repeat": 2,
                "duration": 3}}}),
    );
    let json = serde_json::to_string(&full).unwrap();
    assert!(json.ends_with("\"duration\":3}"), "a whole number has no fraction: {json}");
    let rows = Animation::new("i", "p")
        .pool_rows([["a", "b"], ["c", "d"]])
        .duration(0.5)
        .vertical()
        .result_only();
    check_field(
        card().add_animation("an", rows),
        json!({"name": "", "value": "", "inputs": {"id": "an", "type": 6, "component":
            {"url_image": "i", "url_position": "p", "pool": [["a", "b"], ["c", "d"]],
                "duration": 0.5, "vertical": true, "isResult": true}}}),
    );
    let grid = Grid::new(3, 2).item(GridItem::at(0, 1).with("url", "u")).pictures("i", "p");
    check_field(
        card().add_grid("g", grid),
        json!({"name": "", "value": "", "inputs": {"id": "g", "type": 7, "component":
            {"columns": 3, "rows": 2, "items": [{"start_row": 0, "start_col": 1, "url": "u"}],
                "url_image": "i", "url_position": "p"}}}),
    );
}

#[test]
fn rows_and_cards_go_into_a_content() {
    let buttons = ButtonBuilder::new().add_button("b1", "L", ButtonStyle::Success);
    let select = Component::select("s", Select::new([("A", "a")]));
    let content = Content::text("x").embed(card()).row(buttons).row(select.clone()).row([select]);
    let json = serde_json::to_value(&content).unwrap();
    assert_eq!(json["embed"], json!([expected(json!([]), json!({}))]));
    assert_eq!(
        json["components"][0],
        json!({"components": [{"id": "b1", "type": 1, "component": {"label": "L", "style": 3}}]})
    );
    assert_eq!(json["components"][1], json["components"][2]);
    assert_eq!(Content::parse(&json.to_string()), content);
    assert_eq!(Content::from(card()), Content::new().embed(card()));
}

#[test]
fn what_the_python_sdk_writes_is_read() {
    let embed: Embed = serde_json::from_value(json!({
        "color": null, "title": null, "timestamp": "2026-07-01T10:00:00.123456",
        "image": {"url": "i", "width": 800, "height": null},
        "fields": [
            {"name": "N", "value": "d", "inline": null, "options": null, "inputs": {"id": "x",
                "type": 3, "component": {"id": "x-component", "placeholder": null,
                "defaultValue": null, "type": null, "textarea": true}}, "max_options": null},
            {"name": null, "value": null, "inputs": {"id": "s", "type": 2, "component":
                {"options": [{"label": "US", "value": 1}], "valueSelected": null}}},
            {"name": "N", "value": "", "inputs": {"id": "r", "type": 5, "component":
                [{"label": "F", "value": "f", "name": null, "description": null, "style": null,
                "disabled": null}], "max_options": null}},
        ],
    }))
    .unwrap();
    assert_eq!(embed.image.as_ref().unwrap().width.as_deref(), Some("800"));
    let Body::Input(input) = &embed.input("x").unwrap().body else { panic!("an input") };
    assert_eq!((input.textarea, &input.input_type), (Some(true), &None));
    let Body::Select(select) = &embed.input("s").unwrap().body else { panic!("a list") };
    assert_eq!(select.options, [SelectOption::new("US", "1")]);
    assert!(select.selected.is_empty());
    let radio = embed.input("r").unwrap();
    assert_eq!(radio, &Component::radio("r", Radio::new([("F", "f")])));
    assert_eq!(embed.input("none"), None);
}

#[test]
fn components_of_unknown_kinds_are_kept() {
    for sent in [
        json!({"id": "n", "type": 42, "component": {"a": [1]}, "b": 2}),
        json!({"id": "n", "type": 1, "component": "odd"}),
        json!({"id": "n", "type": 5}),
        json!({"id": "n", "type": 5, "component": [{"label": "A", "value": "a"}], "max_options": "x"}),
    ] {
        let component: Component = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(i64::from(component.body.kind().number()), sent["type"].as_i64().unwrap());
        assert_eq!(serde_json::to_value(&component).unwrap(), sent);
    }
    let row: ActionRow = serde_json::from_value(json!({"components": null, "gap": 1})).unwrap();
    assert!(row.components.is_empty() && row.extra.contains_key("gap"));
    assert_eq!(ComponentKind::from(7), ComponentKind::Grid);
    assert_eq!(Pool::default(), Pool::Pieces(Vec::new()));
}

#[test]
fn a_click_brings_the_values_of_the_form() {
    let click: Click = serde_json::from_value(json!({
        "message_id": "9000000000000000002", "channel_id": "1840000000000000010",
        "button_id": "accept", "sender_id": "1800000000000000001",
        "user_id": "1800000000000000009", "extra_data": "{\"username\":\"ü\"}",
    }))
    .unwrap();
    assert_eq!(click.button_id, "accept");
    assert_eq!(click.user_id, UserId::new(1_800_000_000_000_000_009));
    assert_eq!(click.form.text("username").as_deref(), Some("ü"));
    assert!(!format!("{click:?}").contains('ü'), "values of a form are nobody's business");
    let bare: Click =
        serde_json::from_value(json!({"button_id": null, "extra_data": null})).unwrap();
    assert_eq!(bare, Click::default());
}

#[test]
fn a_selection_brings_its_values() {
    let chosen: Selection = serde_json::from_value(json!({
        "message_id": "9000000000000000002", "channel_id": "1840000000000000010",
        "selectbox_id": "country", "sender_id": "1800000000000000001",
        "user_id": "1800000000000000009", "values": ["us", "việt"],
    }))
    .unwrap();
    assert_eq!((chosen.select_id.as_str(), chosen.value()), ("country", Some("us")));
    assert_eq!(chosen.values, ["us", "việt"]);
    assert_eq!(Selection::default().value(), None);
}

#[test]
fn values_are_read_in_every_form() {
    let form = FormValues::parse(
        r#"{"text":"a","number":7,"flag":true,"none":null,"list":["x",2,null],
        "chosen":{"label":"US","value":"us"},"many":[{"value":"1"},{"value":"2"}],
        "odd":{"value":{}},"when":1700000000000,"amount":" 2.5 ","nan":"NaN"}"#,
    );
    assert_eq!(form.text("text").as_deref(), Some("a"));
    assert_eq!(form.text("number").as_deref(), Some("7"));
    assert_eq!(form.text("flag").as_deref(), Some("true"));
    assert_eq!((form.text("none"), form.text("missing"), form.text("odd")), (None, None, None));
    assert_eq!(form.texts("list"), ["x", "2"]);
    assert_eq!(form.text("chosen").as_deref(), Some("us"));
    assert_eq!(form.texts("many"), ["1", "2"]);
    assert_eq!((form.number("number"), form.number("amount")), (Some(7.0), Some(2.5)));
    assert_eq!((form.number("text"), form.number("nan")), (None, None));
    assert_eq!(form.timestamp("when"), Some(Timestamp::from_unix_seconds(1_700_000_000)));
    assert_eq!((form.len(), form.iter().count(), form.is_empty()), (11, 11, false));
    assert_eq!(form.get("none"), Some(&Value::Null));
    assert_eq!(form.read::<Vec<u8>>().unwrap_err().kind(), ErrorKind::Decode);
}

#[test]
fn a_text_that_is_no_form_has_no_values_but_is_kept() {
    for raw in ["", "not JSON", "[1]", "5", "null"] {
        let form = FormValues::parse(raw);
        assert!(form.is_empty());
        assert_eq!(form.raw(), raw);
        assert_eq!(serde_json::to_value(&form).unwrap(), json!(raw));
    }
}

proptest! {
    #[test]
    fn any_text_is_a_form(raw in ".*", id in "[a-z]{0,3}") {
        let form = FormValues::parse(&raw);
        let _ = (form.text(&id), form.number(&id), form.timestamp(&id));
        prop_assert_eq!(form.raw(), raw);
    }
}
