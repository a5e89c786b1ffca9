//! Look-ups kept on disk for a day, one file a list, one folder an account. A broken file is as good
//! as none, and is written anew.

use crate::model::record::Record;
use crate::store::files;
use ring::digest::{Context, SHA256};
use serde_json::value::RawValue;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long a list is used. Field definitions carry no times of change (pipedrive.md P192), so age is all there is to go by.
pub const FRESH: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the name of an account's folder is: 128 bits in hexadecimal.
const DIGITS: usize = 32;

#[derive(Clone)]
pub struct Cache {
    dir: PathBuf,
}

impl Cache {
    /// The cache of one account: an address and a token, of which only a digest is kept.
    pub fn new(root: PathBuf, account: &str, token: &str) -> Cache {
        Cache { dir: root.join(digest(&[account, token])) }
    }

    /// The cache in the folder that an earlier [`Cache::point_to`] named.
    pub fn pointed_to(root: PathBuf, by: &[&str]) -> Option<Cache> {
        let folder = fs::read_to_string(pointer(&root, by)).ok()?;
        let is_ours = folder.len() == DIGITS && folder.bytes().all(|b| b.is_ascii_hexdigit());
        is_ours.then(|| Cache { dir: root.join(folder) })
    }

    /// Leaves a pointer to this cache for those who cannot ask for the account's token: the name of
    /// its folder, filed under the words in `by`.
    pub fn point_to(&self, by: &[&str]) {
        let (Some(root), Some(folder)) = (self.dir.parent(), self.dir.file_name()) else {
            return;
        };
        let file = pointer(root, by);
        if fs::read(&file).ok().as_deref() != Some(folder.as_encoded_bytes()) {
            let _ = files::replace_soon(&file, folder.as_encoded_bytes());
        }
    }

    /// The list of that name, if it is there, whole and fresh.
    pub fn read(&self, name: &str) -> Option<Vec<Record>> {
        let file = self.file(name);
        let written = fs::metadata(&file).ok()?.modified().ok()?;
        // A file from the future is not fresh either.
        if SystemTime::now().duration_since(written).ok()? > FRESH {
            return None;
        }
        self.read_list(name)
    }

    /// The list of that name, if it is there and whole, however old.
    pub fn read_list(&self, name: &str) -> Option<Vec<Record>> {
        let text = fs::read(self.file(name)).ok()?;
        let items: Vec<Box<RawValue>> = serde_json::from_slice(&text).ok()?;
        items.into_iter().map(Record::new).collect()
    }

    /// Keeps a list. A cache that cannot be written costs tokens and nothing else.
    pub fn write(&self, name: &str, records: &[Record]) {
        let texts: Vec<&str> = records.iter().map(Record::text).collect();
        self.write_list(name, &format!("[{}]\n", texts.join(",\n")));
    }

    /// Keeps a text under that name, likewise.
    pub fn write_list(&self, name: &str, text: &str) {
        let _ = files::replace_soon(&self.file(name), text.as_bytes());
    }

    /// Drops the lists that were kept before now, but for that of this name.
    pub fn keep_only(&self, name: &str) {
        let kept = self.file(name);
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_list = fs::read(&path).is_ok_and(|text| text.starts_with(b"["));
            if path.extension().is_some_and(|end| end == "json") && is_list && path != kept {
                let _ = fs::remove_file(path);
            }
        }
    }

    /// Where something else of this account's is kept.
    pub fn place(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.json"))
    }
}

fn pointer(root: &Path, by: &[&str]) -> PathBuf {
    root.join(format!("{}.account", digest(by)))
}

/// The beginning of a SHA-256: nobody learns the token from it, and it is the same on every machine
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
    fn a_list_is_kept_for_a_day_and_for_its_account_only() {
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
        let yesterday = SystemTime::now() - FRESH - Duration::from_secs(1);
        fs::File::options()
            .write(true)
            .open(cache.file("stages"))
            .unwrap()
            .set_modified(yesterday)
            .unwrap();
        assert!(cache.read("stages").is_none());
    }

    #[test]
    fn a_pointer_leads_to_a_folder_of_ours_and_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let (root, by) = (dir.path(), ["https://acme.pipedrive.com", "pass show acme"]);
        assert!(Cache::pointed_to(root.into(), &by).is_none());
        let cache = Cache::new(root.into(), by[0], "secret");
        cache.write("stages", &records(&["{}"]));
        cache.point_to(&by);
        assert!(Cache::pointed_to(root.into(), &by).unwrap().read_list("stages").is_some());
        assert!(Cache::pointed_to(root.into(), &[by[0], "pass show other"]).is_none());
        fs::write(pointer(root, &by), "../../etc/deals").unwrap();
        assert!(Cache::pointed_to(root.into(), &by).is_none());
    }

    #[test]
    fn a_broken_file_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path().into(), "x", "a");
        cache.write("stages", &records(&["{}"]));
        for broken in ["", "[", "{}", "[1]", "\u{0}"] {
            fs::write(cache.file("stages"), broken).unwrap();
            assert!(cache.read("stages").is_none(), "{broken}");
        }
    }
}
