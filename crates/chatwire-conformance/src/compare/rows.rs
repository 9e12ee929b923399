//! Rows of a store after a call.

use serde_json::Value;

use super::Differences;
use crate::spec::kick::Rows;

/// How far times may lie apart, in seconds: those of the records stand still.
const APART: i64 = 10;

/// Columns of the table of chatrooms that name it; what else the site says is the reference's alone.
const NAMES: &[usize] = &[0, 1, 2, 10, 13];

/// Compares tokens as a whole and chatrooms by their numbers and names; rows have no order.
pub fn compare(wanted: Rows<'_>, found: Rows<'_>, out: &mut Differences) {
    let alike = |wanted: &Value, found: &Value, column: usize| {
        let (wanted, found) = (wanted.get(column), found.get(column));
        match (wanted.and_then(Value::as_i64), found.and_then(Value::as_i64)) {
            (Some(wanted), Some(found)) if column == 3 => (wanted - found).abs() <= APART,
            _ => wanted == found,
        }
    };
    for (table, columns) in [("tokens", &[0, 1, 2, 3, 4][..]), ("kick_users", NAMES)] {
        let sorted = |rows: Rows<'_>| {
            let mut rows = rows.table(table).to_vec();
            rows.sort_by_key(|row| row.get(0).map(Value::to_string));
            rows
        };
        let (wanted, found) = (sorted(wanted), sorted(found));
        let fits = wanted.len() == found.len()
            && wanted
                .iter()
                .zip(&found)
                .all(|(wanted, found)| columns.iter().all(|column| alike(wanted, found, *column)));
        if !fits {
            let path = format!("store_after.{table}");
            out.expected(&path, Value::from(wanted), Value::from(found));
        }
    }
}
