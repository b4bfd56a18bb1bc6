//! The files that a request names, as in `curl -d @file`.

use crate::native::command::cannot_read;
use scimproof::message::read::{ReadError, ReadOptions};
use std::path::Path;

/// Reads the text of a file, again with each file that it names, until nothing is missing. What it names is
/// looked for beside it.
pub(super) fn with_data_files<T>(
    file: &str,
    folder: &Path,
    options: &ReadOptions<'_>,
    mut read: impl FnMut(&ReadOptions<'_>) -> Result<T, ReadError>,
) -> Result<T, String> {
    let mut loaded: Vec<(String, Vec<u8>)> = Vec::new();
    loop {
        let files: Vec<(&str, &[u8])> =
            loaded.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let wanted = match read(&ReadOptions { files: &files, ..*options }) {
            Ok(read) => return Ok(read),
            Err(ReadError::DataFromFile { name })
                if name != "-" && !files.iter().any(|(known, _)| *known == name) =>
            {
                name
            }
            Err(error) => return Err(format!("`{file}`: {error}")),
        };
        let path = folder.join(&wanted);
        let content = std::fs::read(&path).map_err(|error| {
            format!("`{file}` sends the file `{wanted}`, and {}", cannot_read(&path, &error))
        })?;
        loaded.push((wanted, content));
    }
}
