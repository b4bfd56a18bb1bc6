//! What the stand-in holds, on disk: an SQLite database that every change is written to before its answer leaves.
//!
//! Each request's changes are one transaction, and a transaction is done when the disk has it. So whatever ends the
//! program, the file holds all that was acknowledged and nothing by halves.

use crate::standin::{Change, Record};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, Transaction, params};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// What tells the file from other databases: `SCIM`.
const APPLICATION: i32 = 0x5343_494D;

/// The form of the tables.
const FORM: i32 = 1;

/// Resources have the order of their creation by the row's number.
const TABLES: &str = "
CREATE TABLE served (profile TEXT NOT NULL) STRICT;
CREATE TABLE resources (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    resource_type TEXT NOT NULL,
    attributes TEXT NOT NULL,
    members TEXT,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
";

const PUT: &str = "
INSERT INTO resources (id, resource_type, attributes, members, created, modified) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (id) DO UPDATE SET
    resource_type = ?2, attributes = ?3, members = ?4, created = ?5, modified = ?6
";

/// Why the file cannot be used, or cannot be used any more.
#[derive(Debug, Error)]
pub enum DataError {
    /// It is some other file.
    #[error("`{}` is not a file of `scimproof serve --data`; choose another name", .0.display())]
    Foreign(PathBuf),
    /// It was made by a program that knows more.
    #[error("`{}` was written by a newer scimproof; use that one, or choose another name", .0.display())]
    Newer(PathBuf),
    /// It holds what another endpoint would.
    #[error("`{}` holds resources of `{held}`; serve it with `--profile {held}`, or choose another name", .path.display())]
    OtherProfile {
        /// The file.
        path: PathBuf,
        /// The profile that it was made with.
        held: String,
    },
    /// Another program has it open.
    #[error("`{}` is in use by another program; end that one, or choose another name", .0.display())]
    Busy(PathBuf),
    /// The system or the disk does not let it be used.
    #[error("`{}` cannot be used: {error}", .path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        error: rusqlite::Error,
    },
}

/// A file that keeps resources.
pub struct Data {
    path: PathBuf,
    connection: Connection,
}

impl Data {
    /// Opens the file, or makes it; what it holds is of the profile of that name.
    ///
    /// # Errors
    /// When it is another program's, another profile's, in use, or cannot be written.
    pub fn open(path: &Path, profile: &str) -> Result<Data, DataError> {
        let failed = |error| DataError::of(path, error);
        let mut connection = Connection::open(path).map_err(failed)?;
        // One program at a time: the lock is taken with the first transaction and held to the end.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE").map_err(failed)?;
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate);
        let transaction = transaction.map_err(failed)?;
        let number = |pragma: &str| transaction.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
        let (application, form) = (number("application_id"), number("user_version"));
        match (application.map_err(failed)?, form.map_err(failed)?) {
            (APPLICATION, FORM) => {
                let held: Option<String> = transaction
                    .query_row("SELECT profile FROM served", [], |row| row.get(0))
                    .optional()
                    .map_err(failed)?;
                if let Some(held) = held.filter(|held| held != profile) {
                    return Err(DataError::OtherProfile { path: path.to_owned(), held });
                }
            }
            (APPLICATION, _) => return Err(DataError::Newer(path.to_owned())),
            _ if is_empty(&transaction).map_err(failed)? => make(&transaction, profile).map_err(failed)?,
            _ => return Err(DataError::Foreign(path.to_owned())),
        }
        transaction.commit().map_err(failed)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        // A transaction that is done survives the loss of power too.
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        Ok(Data { path: path.to_owned(), connection })
    }

    /// Gives all that it holds, in the order of its creation.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, mut take: impl FnMut(Record)) -> Result<(), DataError> {
        let mut read = || {
            let mut all = self.connection.prepare(
                "SELECT id, resource_type, attributes, members, created, modified FROM resources ORDER BY place",
            )?;
            all.query_map([], record)?.try_for_each(|record| record.map(&mut take))
        };
        read().map_err(|error| DataError::of(&self.path, error))
    }

    /// Keeps what became of resources by one request. When this is done, the disk has it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&mut self, changes: &[Change]) -> Result<(), DataError> {
        if changes.is_empty() {
            return Ok(());
        }
        let mut write = || {
            let transaction = self.connection.transaction()?;
            for change in changes {
                match change {
                    Change::Created(record) | Change::Replaced(record) => put(&transaction, record)?,
                    Change::Deleted(record) => {
                        let mut delete = transaction.prepare("DELETE FROM resources WHERE id = ?1")?;
                        delete.execute([&*record.id])?;
                    }
                }
            }
            transaction.commit()
        };
        write().map_err(|error| DataError::of(&self.path, error))
    }
}

impl DataError {
    fn of(path: &Path, error: rusqlite::Error) -> DataError {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => DataError::Foreign(path.to_owned()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => DataError::Busy(path.to_owned()),
            _ => DataError::Failed { path: path.to_owned(), error },
        }
    }
}

/// Whether nothing is in a database yet.
fn is_empty(transaction: &Transaction<'_>) -> rusqlite::Result<bool> {
    transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| Ok(row.get::<_, i64>(0)? == 0))
}

fn make(transaction: &Transaction<'_>, profile: &str) -> rusqlite::Result<()> {
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", FORM)?;
    transaction.execute_batch(TABLES)?;
    transaction.execute("INSERT INTO served (profile) VALUES (?1)", [profile])?;
    Ok(())
}

fn put(transaction: &Transaction<'_>, record: &Record) -> rusqlite::Result<()> {
    let Record { resource_type, id, attributes, members, created, modified } = record;
    let [created, modified] =
        [created, modified].map(|time| i64::try_from(time.as_nanos()).unwrap_or(i64::MAX));
    let mut put = transaction.prepare(PUT)?;
    put.execute(params![&**id, &**resource_type, &**attributes, members.as_deref(), created, modified])?;
    Ok(())
}

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    let text = |column| row.get::<_, String>(column);
    let time =
        |column| row.get(column).map(|nanos: i64| Duration::from_nanos(nanos.try_into().unwrap_or_default()));
    Ok(Record {
        id: text(0)?.into(),
        resource_type: Arc::from(text(1)?),
        attributes: text(2)?.into(),
        members: row.get::<_, Option<String>>(3)?.map(String::into_boxed_str),
        created: time(4)?,
        modified: time(5)?,
    })
}
