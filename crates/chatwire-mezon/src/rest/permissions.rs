//! Permissions: which there are, and their ids by slug.

use std::sync::Arc;

use chatwire_core::{Error, Result};
use chatwire_mezon_proto::api;

use crate::Client;
use crate::error::named;

impl Client {
    /// Permissions that a role can grant; fetched once, since they are those of the service.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn permissions(&self) -> Result<Arc<[api::Permission]>> {
        if let Some(known) = self.inner.permissions.get() {
            return Ok(Arc::clone(known));
        }
        let client = self.clone();
        let load = || -> chatwire_core::BoxFuture<'static, Result<Arc<[api::Permission]>>> {
            Box::pin(async move {
                let list = client.api().get_list_permission().await?.permissions;
                Ok(Arc::clone(client.inner.permissions.get_or_init(|| list.into())))
            })
        };
        self.inner.world.flights.permissions.join((), load).await
    }

    /// Ids of permissions by their slugs.
    pub(crate) async fn permission_ids(&self, slugs: &[String]) -> Result<Vec<i64>> {
        let known = self.permissions().await?;
        let id = |slug: &String| {
            let found = known.iter().find(|known| known.slug.eq_ignore_ascii_case(slug));
            found.map(|known| known.id).ok_or_else(|| {
                let all: Vec<&str> = known.iter().map(|known| known.slug.as_str()).collect();
                let why = format!("no permission is called `{slug}`; there are {}", all.join(", "));
                named(Error::input(why))
            })
        };
        slugs.iter().map(id).collect()
    }
}
