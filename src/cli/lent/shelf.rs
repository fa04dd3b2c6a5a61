//! Models that are loaded once and kept as long as there is memory for them.
//!
//! Where memory is short, the model that was not used for longest is released before another is loaded, and loaded anew when it
//! is needed again.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use crate::engine::files::ModelFiles;
use crate::instruct::ModelError;
use crate::run::Usage;

/// Memory that is left to everything that is no model, in bytes.
const RESERVE: u64 = 512 << 20;

/// Where the models of a run are kept.
pub struct Shelf {
    /// The most memory that models may take together, by the size of their files; without it what is free.
    limit: Option<u64>,
    models: Mutex<Vec<Arc<dyn Kept>>>,
    uses: AtomicU64,
}

/// A model on the shelf.
trait Kept: Send + Sync {
    fn size(&self) -> u64;
    fn last_use(&self) -> u64;
    /// Whether it is in memory.
    fn is_loaded(&self) -> bool;
    /// Lets go of the model, unless it is at work.
    fn release(&self) -> bool;
}

type Load<M> = Box<dyn Fn() -> Result<M, ModelError> + Send + Sync>;

struct Slot<M> {
    load: Load<M>,
    size: u64,
    last_use: AtomicU64,
    model: Mutex<Option<Arc<M>>>,
}

/// A model that is loaded when it is needed.
pub struct OnShelf<M> {
    shelf: Arc<Shelf>,
    slot: Arc<Slot<M>>,
    /// What it does is counted here.
    pub usage: Arc<Usage>,
}

impl<M> Clone for OnShelf<M> {
    fn clone(&self) -> Self {
        OnShelf {
            shelf: Arc::clone(&self.shelf),
            slot: Arc::clone(&self.slot),
            usage: Arc::clone(&self.usage),
        }
    }
}

impl Shelf {
    pub fn new(limit: Option<u64>) -> Arc<Self> {
        Arc::new(Shelf {
            limit,
            models: Mutex::default(),
            uses: AtomicU64::new(0),
        })
    }

    /// Puts a model on the shelf, and loads it: one that cannot be loaded is found out at once.
    pub fn put<M: Send + Sync + 'static, E: Into<ModelError>>(
        self: &Arc<Self>,
        name: &str,
        files: &ModelFiles,
        load: impl Fn() -> Result<M, E> + Send + Sync + 'static,
    ) -> Result<OnShelf<M>, ModelError> {
        let slot = Arc::new(Slot {
            load: Box::new(move || load().map_err(Into::into)),
            size: files.size(),
            last_use: AtomicU64::new(0),
            model: Mutex::new(None),
        });
        let kept: Arc<dyn Kept> = Arc::clone(&slot) as Arc<dyn Kept>;
        self.models.lock().unwrap_or_else(PoisonError::into_inner).push(kept);
        let model = OnShelf {
            shelf: Arc::clone(self),
            slot,
            usage: Arc::new(Usage::of(name)),
        };
        model.get()?;
        Ok(model)
    }

    /// Releases models until there is room for another, or none that could be released.
    fn make_room(&self, size: u64) {
        let models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let loaded = models.iter().filter(|model| model.is_loaded());
            let has_room = match self.limit {
                Some(limit) => loaded.map(|model| model.size()).sum::<u64>() + size <= limit,
                None => size + RESERVE <= free_memory(),
            };
            let mut others: Vec<&Arc<dyn Kept>> = models.iter().filter(|model| model.is_loaded()).collect();
            others.sort_by_key(|model| model.last_use());
            if has_room || !others.into_iter().any(|model| model.release()) {
                return;
            }
        }
    }
}

impl<M: Send + Sync> OnShelf<M> {
    /// The model, loaded if it is not.
    pub fn get(&self) -> Result<Arc<M>, ModelError> {
        let now = self.shelf.uses.fetch_add(1, Ordering::Relaxed);
        self.slot.last_use.store(now, Ordering::Relaxed);
        let mut place = self.slot.model.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = place.as_ref() {
            return Ok(Arc::clone(model));
        }
        self.shelf.make_room(self.slot.size);
        let model = Arc::new(self.usage.load(|| (self.slot.load)())?);
        *place = Some(Arc::clone(&model));
        Ok(model)
    }
}

impl<M: Send + Sync> Kept for Slot<M> {
    fn size(&self) -> u64 {
        self.size
    }

    fn last_use(&self) -> u64 {
        self.last_use.load(Ordering::Relaxed)
    }

    fn is_loaded(&self) -> bool {
        match self.model.try_lock() {
            Ok(model) => model.is_some(),
            Err(TryLockError::Poisoned(model)) => model.into_inner().is_some(),
            // It is just being loaded.
            Err(TryLockError::WouldBlock) => false,
        }
    }

    fn release(&self) -> bool {
        let mut place = match self.model.try_lock() {
            Ok(place) => place,
            Err(TryLockError::Poisoned(place)) => place.into_inner(),
            Err(TryLockError::WouldBlock) => return false,
        };
        let is_idle = place.as_ref().is_some_and(|model| Arc::strong_count(model) == 1);
        if is_idle {
            *place = None;
        }
        is_idle
    }
}

/// Memory that nobody needs, in bytes.
fn free_memory() -> u64 {
    let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    System::new_with_specifics(memory).available_memory()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(shelf: &Arc<Shelf>, folder: &tempfile::TempDir, name: &str, size: usize) -> OnShelf<String> {
        let path = folder.path().join(name);
        fs_err::write(&path, vec![0; size]).expect("a file");
        let files = ModelFiles::new(folder.path().to_owned(), [path]);
        let name = name.to_owned();
        shelf
            .put(&name.clone(), &files, move || Ok::<_, std::fmt::Error>(name.clone()))
            .expect("it loads")
    }

    #[test]
    fn what_was_not_used_for_longest_makes_room() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::new(Some(100));
        let one = put(&shelf, &folder, "one", 40);
        let two = put(&shelf, &folder, "two", 40);
        one.get().expect("it is here");
        let three = put(&shelf, &folder, "three", 40);
        assert_eq!(
            [&one, &two, &three].map(|model| model.slot.is_loaded()),
            [true, false, true]
        );
        assert_eq!(two.get().expect("it loads again").as_str(), "two");
        assert_eq!([&one, &two, &three].map(|model| model.usage.total().loads), [1, 2, 1]);
        assert!(!one.slot.is_loaded());
    }

    #[test]
    fn a_model_at_work_is_not_released() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::new(Some(50));
        let one = put(&shelf, &folder, "one", 40);
        let at_work = one.get().expect("it is here");
        let two = put(&shelf, &folder, "two", 40);
        assert!(one.slot.is_loaded() && two.slot.is_loaded());
        drop(at_work);
        put(&shelf, &folder, "three", 40);
        assert!(!one.slot.is_loaded() && !two.slot.is_loaded());
    }

    #[test]
    fn without_a_limit_there_is_room_while_memory_is_free() {
        assert!(free_memory() > 0);
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::new(None);
        let one = put(&shelf, &folder, "one", 40);
        put(&shelf, &folder, "two", 40);
        assert!(one.slot.is_loaded());
    }
}
