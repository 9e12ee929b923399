//! `chatwire kick categories`.

use chatwire::kick::Category;
use clap::Args;

use super::session::Session;
use super::shown::Part;
use crate::exit::Result;
use crate::output::{Table, Text};

#[derive(Debug, Args)]
pub(crate) struct Categories {
    /// Name; again for more, one of which has to fit.
    #[arg(long)]
    name: Vec<String>,
    /// Tag; again for more, one of which has to fit.
    #[arg(long)]
    tag: Vec<String>,
    /// Id; again for more.
    #[arg(long)]
    id: Vec<u64>,
    #[command(flatten)]
    part: Part,
}

impl Categories {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let mut list = session.client().await?.categories().ids(self.id.iter().copied());
        for name in &self.name {
            list = list.name(name);
        }
        for tag in &self.tag {
            list = list.tag(tag);
        }
        if let Some(limit) = self.part.limit {
            list = list.limit(limit);
        }
        if let Some(cursor) = &self.part.after {
            list = list.after(cursor.as_str());
        }
        if self.part.all && !session.dry_run() {
            return session.pages("Fetching categories", list.pages(), table).await;
        }
        session.page("Fetching categories", list.request(), table).await
    }
}

fn table(categories: &[Category]) -> Text {
    if categories.is_empty() {
        return Text::line_of("No categories found");
    }
    let mut table = Table::new("🗂 Categories", &["ID", "Name", "Tags"]);
    for category in categories {
        table.row([category.id.to_string(), category.name.clone(), category.tags.join(", ")]);
    }
    table.into_text()
}
