//! Where things stand. Whatever is installed stands below `target/` or `www/node_modules/`.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().expect("xtask stands inside the repository").to_owned()
}

/// Cargo's target directory.
pub(crate) fn target() -> PathBuf {
    let chosen = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root().join(chosen.unwrap_or_else(|| "target".into()))
}

/// The pages for people, some of them generated.
pub(crate) fn docs() -> PathBuf {
    root().join("docs")
}

/// The JavaScript side: one npm workspace.
pub(crate) fn www() -> PathBuf {
    root().join("www")
}

/// The optimised wasm module, as `npm run build:wasm` leaves it.
pub(crate) fn wasm_module() -> PathBuf {
    www().join("npm/dist/core_bg.wasm")
}

/// Programs that cargo installed for this clone.
pub(crate) fn tools() -> PathBuf {
    target().join("tools")
}

/// The Python environment of the real servers.
pub(crate) fn venv() -> PathBuf {
    target().join("venv")
}

/// What set-up commands printed.
pub(crate) fn logs() -> PathBuf {
    target().join("xtask")
}

/// The search path with this clone's own programs first.
pub(crate) fn search_path() -> OsString {
    let own = tools().join("bin");
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(own).chain(env::split_paths(&inherited));
    // A folder whose name holds the separator cannot come out of `split_paths`; the own one might.
    env::join_paths(folders).unwrap_or(inherited)
}

/// The program of that name on the search path.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&search_path()).map(|folder| folder.join(&file)).find(|path| path.is_file())
}
