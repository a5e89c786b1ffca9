//! Temporary, owner-only files, removed when dropped. Leftover files of killed processes are removed by the
//! next process.

use super::{files, lock};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// The path of a temporary file, which is removed on drop.
pub struct TemporaryFile(PathBuf);

impl TemporaryFile {
    /// The path `NAME-PROCESS_ID.END` in `dir`. Removes leftover files of killed processes.
    pub fn new(dir: &Path, name: &str, end: &str) -> TemporaryFile {
        let beginning = format!("{name}-");
        for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            let file = entry.file_name();
            let id = file.to_str().and_then(|file| {
                file.strip_prefix(&beginning)?.strip_suffix(end)?.strip_suffix('.')
            });
            let id: Option<u32> = id.and_then(|id| id.parse().ok());
            if id.is_some_and(|id| id == std::process::id() || !lock::is_running(id)) {
                // A leftover file does no harm.
                let _ = std::fs::remove_file(entry.path());
            }
        }
        TemporaryFile(dir.join(format!("{beginning}{}.{end}", std::process::id())))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Texts in a temporary file, with random access.
pub struct TextStore {
    file: RefCell<File>,
    out: RefCell<Vec<u8>>,
    /// Number of bytes written to the file.
    written: u64,
    _path: TemporaryFile,
}

/// The position of a text in a `TextStore`, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    start: u64,
    length: u32,
}

impl TextStore {
    /// Number of bytes to write at a time.
    const BUFFER: usize = 256 * 1024;

    pub fn new(dir: &Path, name: &str) -> io::Result<TextStore> {
        let path = TemporaryFile::new(dir, name, "tmp");
        let mut options = OpenOptions::new();
        let file = files::open_private(path.path(), options.read(true).write(true).truncate(true))?;
        let out = RefCell::default();
        Ok(TextStore { file: RefCell::new(file), out, written: 0, _path: path })
    }

    pub fn add(&mut self, text: &str) -> io::Result<Place> {
        let out = self.out.get_mut();
        let place = Place {
            start: self.written + out.len() as u64,
            length: u32::try_from(text.len()).map_err(io::Error::other)?,
        };
        out.extend_from_slice(text.as_bytes());
        if out.len() >= Self::BUFFER {
            self.flush()?;
        }
        Ok(place)
    }

    fn flush(&mut self) -> io::Result<()> {
        let out = self.out.get_mut();
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(self.written))?;
        file.write_all(out)?;
        self.written += out.len() as u64;
        out.clear();
        Ok(())
    }

    pub fn read(&self, place: Place) -> io::Result<String> {
        let length = usize::try_from(place.length).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        if place.start >= self.written {
            let start = usize::try_from(place.start - self.written).map_err(io::Error::other)?;
            bytes.copy_from_slice(&self.out.borrow()[start..start + length]);
        } else {
            let mut file = self.file.borrow_mut();
            file.seek(SeekFrom::Start(place.start))?;
            file.read_exact(&mut bytes)?;
        }
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

/// Items in a temporary file, written once and read in order any number of times.
pub struct ItemFile<T> {
    out: Option<BufWriter<File>>,
    path: TemporaryFile,
    items: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> ItemFile<T> {
    pub fn new(dir: &Path, name: &str) -> io::Result<ItemFile<T>> {
        let path = TemporaryFile::new(dir, name, "ndjson");
        let file = files::open_private(path.path(), OpenOptions::new().write(true).truncate(true))?;
        Ok(ItemFile { out: Some(BufWriter::new(file)), path, items: PhantomData })
    }

    pub fn add(&mut self, item: &T) -> io::Result<()> {
        let Some(out) = &mut self.out else {
            return Err(io::Error::other("the items are being read"));
        };
        serde_json::to_writer(&mut *out, item)?;
        out.write_all(b"\n")
    }

    /// Flushes the file; no items can be added after that.
    pub fn finish(&mut self) -> io::Result<()> {
        match self.out.take() {
            Some(mut out) => out.flush(),
            None => Ok(()),
        }
    }

    /// Reads the items; call `finish` first.
    pub fn read(&self) -> io::Result<impl Iterator<Item = io::Result<T>> + use<T>> {
        let lines = BufReader::new(File::open(self.path.path())?).lines();
        Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_texts_by_their_place() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = TextStore::new(dir.path(), "deals").unwrap();
        let texts: Vec<String> = (0..50).map(|n| format!("é{n}").repeat(n * 200)).collect();
        let mut places = Vec::new();
        for (n, text) in texts.iter().enumerate() {
            places.push(store.add(text).unwrap());
            assert_eq!(&store.read(places[n / 2]).unwrap(), &texts[n / 2]);
        }
        for (place, text) in places.iter().zip(&texts) {
            assert_eq!(&store.read(*place).unwrap(), text);
        }
        drop(store);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn items_are_read_in_order_and_leftovers_removed() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("rows-999999999.ndjson"), "x").unwrap();
        let mut items = ItemFile::<(u32, String)>::new(dir.path(), "rows").unwrap();
        for n in 0..3 {
            items.add(&(n, "a\nb".to_owned())).unwrap();
        }
        items.finish().unwrap();
        for _ in 0..2 {
            let read: Vec<u32> = items.read().unwrap().map(|item| item.unwrap().0).collect();
            assert_eq!(read, [0, 1, 2]);
        }
        assert!(items.add(&(4, String::new())).is_err());
        // Other systems do not tell whether the process still exists.
        let left = usize::from(!cfg!(unix));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1 + left);
        drop(items);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), left);
    }
}
