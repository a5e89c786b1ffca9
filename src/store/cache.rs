//! Cached lists: one file per list, one folder per account, valid for 24 hours. A corrupt file counts as
//! missing.

use crate::model::record::Record;
use crate::store::files;
use ring::digest::{Context, SHA256};
use serde_json::value::RawValue;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Field definitions have no change time (pipedrive.md P192), so entries expire by age.
pub const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// Length of an account's folder name: 128 bits in hexadecimal.
const DIGITS: usize = 32;

#[derive(Clone)]
pub struct Cache {
    dir: PathBuf,
}

impl Cache {
    /// The cache of an account, identified by base URL and token; only a digest of them is stored.
    pub fn new(root: PathBuf, account: &str, token: &str) -> Cache {
        Cache { dir: root.join(digest(&[account, token])) }
    }

    /// The cache that [`Cache::write_pointer`] was last called on with the same `by`.
    pub fn from_pointer(root: PathBuf, by: &[&str]) -> Option<Cache> {
        let folder = fs::read_to_string(pointer(&root, by)).ok()?;
        let is_ours = folder.len() == DIGITS && folder.bytes().all(|b| b.is_ascii_hexdigit());
        is_ours.then(|| Cache { dir: root.join(folder) })
    }

    /// Stores the folder name under `by`, so that shell completion finds the cache without the
    /// token.
    pub fn write_pointer(&self, by: &[&str]) {
        let (Some(root), Some(folder)) = (self.dir.parent(), self.dir.file_name()) else {
            return;
        };
        let file = pointer(root, by);
        if fs::read(&file).ok().as_deref() != Some(folder.as_encoded_bytes()) {
            let _ = files::replace_without_sync(&file, folder.as_encoded_bytes());
        }
    }

    /// Reads a list, unless it is missing, corrupt or expired.
    pub fn read(&self, name: &str) -> Option<Vec<Record>> {
        let file = self.file(name);
        let written = fs::metadata(&file).ok()?.modified().ok()?;
        // A modification time in the future counts as expired.
        if SystemTime::now().duration_since(written).ok()? > MAX_AGE {
            return None;
        }
        self.read_list(name)
    }

    /// Reads a list of any age, unless it is missing or corrupt.
    pub fn read_list(&self, name: &str) -> Option<Vec<Record>> {
        let text = fs::read(self.file(name)).ok()?;
        let items: Vec<Box<RawValue>> = serde_json::from_slice(&text).ok()?;
        items.into_iter().map(Record::new).collect()
    }

    /// Stores a list. Errors are ignored: the list is then fetched again.
    pub fn write(&self, name: &str, records: &[Record]) {
        let texts: Vec<&str> = records.iter().map(Record::text).collect();
        self.write_list(name, &format!("[{}]\n", texts.join(",\n")));
    }

    /// Stores a list as JSON text. Errors are ignored.
    pub fn write_list(&self, name: &str, text: &str) {
        let _ = files::replace_without_sync(&self.file(name), text.as_bytes());
    }

    /// Removes all lists except `name`.
    pub fn remove_except(&self, name: &str) {
        let kept = self.file(name);
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_list = fs::read(&path).is_ok_and(|text| text.starts_with(b"["));
            if path.extension().is_some_and(|end| end == "json") && is_list && path != kept {
                let _ = fs::remove_file(path);
            }
        }
    }

    /// The path of a file in the folder of the account.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.json"))
    }
}

fn pointer(root: &Path, by: &[&str]) -> PathBuf {
    root.join(format!("{}.account", digest(by)))
}

/// The first half of a SHA-256 hash: does not reveal the token, and is the same on every machine
/// and in every version.
fn digest(parts: &[&str]) -> String {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part.as_bytes());
        context.update(&[0]);
    }
    let digest = context.finish();
    let bytes = &digest.as_ref()[..DIGITS / 2];
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(texts: &[&str]) -> Vec<Record> {
        texts
            .iter()
            .map(|t| Record::new(RawValue::from_string((*t).into()).unwrap()).unwrap())
            .collect()
    }

    #[test]
    fn keeps_a_list_for_a_day_per_account() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path().into(), "https://acme.pipedrive.com", "a");
        cache.write("stages", &records(&[r#"{"id":1.0,"name":"é"}"#, "{}"]));
        let kept = cache.read("stages").unwrap();
        assert_eq!(
            kept.iter().map(Record::text).collect::<Vec<_>>(),
            [r#"{"id":1.0,"name":"é"}"#, "{}"]
        );
        assert!(cache.read("users").is_none());
        assert!(
            Cache::new(dir.path().into(), "https://acme.pipedrive.com", "b")
                .read("stages")
                .is_none()
        );
        let yesterday = SystemTime::now() - MAX_AGE - Duration::from_secs(1);
        fs::File::options()
            .write(true)
            .open(cache.file("stages"))
            .unwrap()
            .set_modified(yesterday)
            .unwrap();
        assert!(cache.read("stages").is_none());
    }

    #[test]
    fn pointer_cannot_leave_the_cache_folder() {
        let dir = tempfile::tempdir().unwrap();
        let (root, by) = (dir.path(), ["https://acme.pipedrive.com", "pass show acme"]);
        assert!(Cache::from_pointer(root.into(), &by).is_none());
        let cache = Cache::new(root.into(), by[0], "secret");
        cache.write("stages", &records(&["{}"]));
        cache.write_pointer(&by);
        assert!(Cache::from_pointer(root.into(), &by).unwrap().read_list("stages").is_some());
        assert!(Cache::from_pointer(root.into(), &[by[0], "pass show other"]).is_none());
        fs::write(pointer(root, &by), "../../etc/deals").unwrap();
        assert!(Cache::from_pointer(root.into(), &by).is_none());
    }

    #[test]
    fn ignores_a_corrupt_file() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path().into(), "x", "a");
        cache.write("stages", &records(&["{}"]));
        for broken in ["", "[", "{}", "[1]", "\u{0}"] {
            fs::write(cache.file("stages"), broken).unwrap();
            assert!(cache.read("stages").is_none(), "{broken}");
        }
    }
}
