//! FluidTalk's Handshake API.

use chatwire_fluidtalk::Image;
use chatwire_fluidtalk::handshake::Client;
use serde_json::Value;

use super::{Arguments, Made, NotMade, Scene, constructor_settings, written};
use crate::compare::result::Outcome;

/// Key of the recorded client.
const KEY: &str = "ft_sk_test";

pub(super) async fn call(scene: &Scene<'_>) -> Made {
    let args = Arguments::new(scene.args);
    let constructing = scene.method == "new";
    // A recorded constructor call has its options among the arguments.
    let options = if constructing { args } else { Arguments::new(scene.options) };
    let key = if constructing { args.required("api_key")? } else { scene.key("api_key", KEY)? };
    let config = scene.config("", &["api_key", "own_username"])?;
    let config = match if constructing { constructor_settings(config, args)? } else { Ok(config) } {
        Ok(config) => config,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    let mut builder = Client::builder(key).config(config);
    if let Some(name) = options.text("own_username")? {
        builder = builder.own_username(name);
    }
    let client = match builder.build() {
        Ok(client) => client,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    match scene.method {
        "new" => Ok(Outcome::ok(Value::Null)),
        "inbound_chat" => inbound_chat(&client, args, scene).await,
        "ai_opener" => ai_opener(&client, args, scene).await,
        "event_trigger" => event_trigger(&client, args, scene).await,
        "follow_up" => follow_up(&client, args).await,
        "upload_image" => upload_image(&client, args, scene).await,
        other => Err(NotMade::Unknown(format!("no spelling for {other:?}"))),
    }
}

async fn inbound_chat(client: &Client, args: Arguments<'_>, scene: &Scene<'_>) -> Made {
    let mut request = client.inbound_chat(args.required("target")?);
    if let Some(text) = args.text("message")? {
        request = request.message(text);
    }
    if let Some(name) = args.text("own_username")? {
        request = request.own_username(name);
    }
    if let Some(url) = args.text("image_url")? {
        request = request.image_url(url);
    }
    if let Some(image) = file(args, scene)? {
        request = request.image(image);
    }
    written(request.await)
}

async fn ai_opener(client: &Client, args: Arguments<'_>, scene: &Scene<'_>) -> Made {
    let mut request = client.ai_opener(args.required("target")?);
    if let Some(name) = args.text("own_username")? {
        request = request.own_username(name);
    }
    if let Some(url) = args.text("image_url")? {
        request = request.image_url(url);
    }
    if let Some(image) = file(args, scene)? {
        request = request.image(image);
    }
    written(request.await)
}

async fn event_trigger(client: &Client, args: Arguments<'_>, scene: &Scene<'_>) -> Made {
    let mut request = client.event_trigger(args.required("target")?, args.required("event_type")?);
    if let Some(context) = args.get("context") {
        request = request.context(context);
    }
    if let Some(name) = args.text("own_username")? {
        request = request.own_username(name);
    }
    if let Some(url) = args.text("image_url")? {
        request = request.image_url(url);
    }
    if let Some(image) = file(args, scene)? {
        request = request.image(image);
    }
    written(request.await)
}

async fn follow_up(client: &Client, args: Arguments<'_>) -> Made {
    let mut request = client.follow_up(args.required("target")?);
    if let Some(name) = args.text("own_username")? {
        request = request.own_username(name);
    }
    written(request.await)
}

async fn upload_image(client: &Client, args: Arguments<'_>, scene: &Scene<'_>) -> Made {
    let path = args.text("path")?.filter(|path| !path.is_empty());
    let image = match (path, args.bytes("data")?) {
        (Some(path), None) => Image::path(scene.files.path(path)),
        (None, Some(bytes)) => Image::bytes(bytes),
        _ => return Err(NotMade::Inexpressible("an image has exactly one source".into())),
    };
    let image = match args.text("filename")? {
        Some(name) => image.filename(name),
        None => image,
    };
    written(client.upload_image(image).await)
}

/// The image that `image_path` names; an empty path is none, as in the reference.
fn file(args: Arguments<'_>, scene: &Scene<'_>) -> Result<Option<Image>, NotMade> {
    let path = args.text("image_path")?.filter(|path| !path.is_empty());
    Ok(path.map(|path| Image::path(scene.files.path(path))))
}
