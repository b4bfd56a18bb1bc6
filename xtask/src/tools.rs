//! What the tests need beside cargo, Node.js and git, and how it is set up.
//!
//! Everything lands in `target/` or `www/node_modules/`, apart from rustup's wasm target and Debian's Chromium.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::place;
use crate::shell::{answer, command, set_up};

/// What the modules are built for, and the command line of the npm package.
const WASM_TARGETS: [&str; 2] = ["wasm32-unknown-unknown", "wasm32-wasip1"];
const WASM_PACK: &str = "0.15.1";

/// Why a tool is not there.
#[derive(Debug)]
pub(crate) enum Missing {
    /// This machine cannot have it; what would help.
    Unavailable(String),
    /// Setting it up failed.
    Broken(String),
}

impl From<String> for Missing {
    fn from(reason: String) -> Missing {
        Missing::Broken(reason)
    }
}

/// The standard library for wasm, of each kind.
pub(crate) fn wasm_targets() -> Result<(), Missing> {
    let sysroot = answer(command("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let libraries = Path::new(&sysroot).join("lib/rustlib");
    for target in WASM_TARGETS.into_iter().filter(|target| !libraries.join(target).is_dir()) {
        if place::program("rustup").is_none() {
            let reason = format!("the target {target} is missing and so is rustup, which would install it");
            return Err(Missing::Unavailable(reason));
        }
        set_up(
            &format!("the target {target}, by rustup"),
            "rustup-target",
            command("rustup").args(["target", "add", target]),
        )?;
    }
    Ok(())
}

/// wasm-pack and, in the version of the lock file, wasm-bindgen's command line.
pub(crate) fn wasm_tools() -> Result<(), Missing> {
    // Any wasm-pack that knows `--profile` will do; it is only installed in the version that was tried.
    if says("wasm-pack", &["build", "--help"]).is_none_or(|help| !help.contains("--profile <")) {
        cargo_install("wasm-pack", WASM_PACK, &["--locked"])?;
    }
    let bindgen = locked_version("wasm-bindgen")?;
    if says("wasm-bindgen", &["--version"]).is_none_or(|version| version != format!("wasm-bindgen {bindgen}"))
    {
        // Without `--locked`: the lock file it ships names versions that an index may not have yet.
        cargo_install("wasm-bindgen-cli", &bindgen, &[])?;
    }
    Ok(())
}

fn cargo_install(package: &str, version: &str, more: &[&str]) -> Result<(), String> {
    set_up(
        &format!("{package} {version}, by cargo (about 2 minutes)"),
        package,
        command("cargo")
            .args(["install", package, "--version", version])
            .args(more)
            .arg("--root")
            .arg(place::tools())
            // They work on one small module: what optimising them costs never comes back.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    )
}

/// The npm packages of `www/`.
pub(crate) fn npm_packages() -> Result<(), Missing> {
    let manifest = place::www().join("package.json");
    if !manifest.is_file() {
        return Err(Missing::Broken(format!("{} is missing", manifest.display())));
    }
    if place::program("node").is_none() || place::program("npm").is_none() {
        return Err(Missing::Unavailable("Node.js with npm is missing".to_owned()));
    }
    let lock = place::www().join("package-lock.json");
    let installed = place::www().join("node_modules/.package-lock.json");
    if lock.is_file() && is_newer(&installed, &lock) && is_newer(&installed, &manifest) {
        return Ok(());
    }
    let (way, verb) = if lock.is_file() { ("npm ci", "ci") } else { ("npm install", "install") };
    set_up(
        &format!("npm packages in www/, by {way}"),
        "npm",
        command("npm").args([verb, "--no-audit", "--no-fund"]).current_dir(place::www()),
    )?;
    Ok(())
}

/// A Chromium: the one named by `CHROMIUM`, the one on the path, Debian's, or Playwright's own.
pub(crate) fn chromium() -> Result<PathBuf, Missing> {
    if let Some(path) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if path.is_file() {
            return Ok(path);
        }
        return Err(Missing::Broken(format!("CHROMIUM names {}, which is not a file", path.display())));
    }
    let on_path = || {
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        names.iter().find_map(|name| place::program(name))
    };
    if let Some(path) = on_path() {
        return Ok(path);
    }
    if may_use_apt() {
        let by_apt = apt("Chromium", "chromium");
        if let (Ok(()), Some(path)) = (by_apt, on_path()) {
            return Ok(path);
        }
    }
    let browsers = place::target().join("browsers");
    let by_playwright = set_up(
        "Chromium, by Playwright's own download",
        "playwright",
        command("npx")
            .args(["--no-install", "playwright-core", "install", "chromium"])
            .current_dir(place::www())
            .env("PLAYWRIGHT_BROWSERS_PATH", &browsers),
    );
    if let Err(reason) = by_playwright {
        let way_out = "install Chromium or set CHROMIUM to its path";
        return Err(Missing::Unavailable(format!("there is no Chromium ({reason}); {way_out}")));
    }
    let path = answer(
        command("node")
            .args(["--input-type=module", "--eval"])
            .arg("import { chromium } from 'playwright-core'; console.log(chromium.executablePath())")
            .current_dir(place::www())
            .env("PLAYWRIGHT_BROWSERS_PATH", &browsers),
    );
    path.map(PathBuf::from)
        .filter(|path| path.is_file())
        .ok_or_else(|| Missing::Broken("Playwright installed a Chromium but does not say where".to_owned()))
}

/// The SCIM servers and suites that this project did not write, in a Python environment of their own; the environment's programs.
pub(crate) fn real_servers() -> Result<PathBuf, Missing> {
    let programs = place::venv().join(if cfg!(windows) { "Scripts" } else { "bin" });
    let wanted = place::root().join("tests/real_servers/requirements.txt");
    let stamp = place::venv().join("requirements.txt");
    let requirements =
        fs::read_to_string(&wanted).map_err(|error| format!("{}: {error}", wanted.display()))?;
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == requirements) {
        return Ok(programs);
    }
    let Some(python) = place::program("python3").or_else(|| place::program("python")) else {
        return Err(Missing::Unavailable("python3 is missing".to_owned()));
    };
    let make = || {
        set_up(
            "a Python environment in target/venv",
            "venv",
            command(&python).args(["-m", "venv", "--clear"]).arg(place::venv()),
        )
    };
    if let Err(reason) = make() {
        // Debian keeps a part of `venv` in a package of its own.
        if !may_use_apt() {
            return Err(Missing::Unavailable(format!(
                "{reason}; Debian's package python3-venv may be missing"
            )));
        }
        apt("Python's venv", "python3-venv")?;
        make()?;
    }
    set_up(
        "scim2-server, scim2-cli and scim-sanity, by pip",
        "pip",
        command(programs.join("python"))
            .args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--requirement"])
            .arg(&wanted),
    )?;
    fs::write(&stamp, requirements).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(programs)
}

fn apt(what: &str, package: &str) -> Result<(), String> {
    let script = format!("apt-get update && apt-get install -y --no-install-recommends {package}");
    set_up(
        &format!("{what}, by apt-get"),
        package,
        command("sh").args(["-c", &script]).env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// Whether Debian's packages can be installed without asking for a password.
fn may_use_apt() -> bool {
    let is_root = answer(command("id").arg("-u")).is_some_and(|id| id == "0");
    is_root && place::program("apt-get").is_some()
}

fn says(program: &str, arguments: &[&str]) -> Option<String> {
    answer(command(place::program(program)?).args(arguments))
}

fn is_newer(path: &Path, than: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    changed(path).zip(changed(than)).is_some_and(|(a, b)| a >= b)
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String, String> {
    let path = place::root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    version_in(&lock, package).ok_or_else(|| format!("Cargo.lock does not name {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_lock_file_s_version_is_the_one_of_that_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
