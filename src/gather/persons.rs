//! The pool of test persons: each journey has one of its own for as long as it lasts.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{evidence::Bsn, target::Person};

/// How many persons are made where the target file names none.
const MADE: usize = 40;

/// Made numbers are taken this far apart, so that they do not look alike on a page.
const STRIDE: usize = 97;

/// The persons of one connection.
pub(super) struct Persons {
    all: Vec<Person>,
    free: Mutex<Vec<Person>>,
    turns: Semaphore,
    /// Whose mark a genuine login has shown.
    seen: Mutex<BTreeSet<Bsn>>,
}

/// A person that nobody else uses until this is dropped.
pub(super) struct Lease<'a> {
    person: Option<Person>,
    pool: &'a Persons,
    _turn: SemaphorePermit<'a>,
}

impl Persons {
    /// The persons of the target file, or made ones where it names none.
    pub(super) fn new(named: &[Person]) -> Self {
        let free = if named.is_empty() { made() } else { named.iter().rev().cloned().collect::<Vec<_>>() };
        Self { all: free.clone(), turns: Semaphore::new(free.len()), free: Mutex::new(free), seen: Mutex::default() }
    }

    /// Every person, for what may be shown in the evidence.
    pub(super) fn numbers(named: &[Person]) -> Vec<Bsn> {
        let persons = if named.is_empty() { made() } else { named.to_vec() };
        persons.into_iter().map(|person| person.bsn).collect()
    }

    /// Waits until a person is free.
    pub(super) async fn lease(&self) -> Option<Lease<'_>> {
        let turn = self.turns.acquire().await.ok()?;
        let person = lock(&self.free).pop()?;
        Some(Lease { person: Some(person), pool: self, _turn: turn })
    }

    /// Somebody else, whose mark was seen where the persons have one.
    pub(super) fn other_than(&self, person: &Person) -> Option<&Person> {
        self.all.iter().find(|other| other.bsn != person.bsn && !self.is_unseen(other))
    }

    /// The number of somebody who logs in nowhere.
    pub(super) fn nobody(&self) -> Bsn {
        let free = |bsn: &Bsn| self.all.iter().all(|person| person.bsn != *bsn);
        Bsn::reserved_for_testing().find(free).unwrap_or_else(|| self.all[0].bsn.clone())
    }

    /// Remembers that a genuine login has shown this person's mark.
    pub(super) fn saw(&self, person: &Person) {
        lock(&self.seen).insert(person.bsn.clone());
    }

    /// Whether this person has a mark of their own, which nobody has seen yet.
    pub(super) fn is_unseen(&self, person: &Person) -> bool {
        person.mark.is_some() && !lock(&self.seen).contains(&person.bsn)
    }
}

impl std::ops::Deref for Lease<'_> {
    type Target = Person;

    #[expect(clippy::expect_used, reason = "the person is taken only when the lease is dropped")]
    fn deref(&self) -> &Person {
        self.person.as_ref().expect("a lease holds its person until it is dropped")
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        // At the far end, so that a person is used again as late as possible.
        if let Some(person) = self.person.take() {
            lock(&self.pool.free).insert(0, person);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn made() -> Vec<Person> {
    Bsn::reserved_for_testing().step_by(STRIDE).take(MADE).map(|bsn| Person { bsn, mark: None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_person_is_lent_to_one_at_a_time() {
        let pool = Persons::new(&[Person { bsn: "999990019".parse().unwrap(), mark: None }]);
        let first = pool.lease().await.unwrap();
        assert!(tokio::time::timeout(std::time::Duration::from_millis(20), pool.lease()).await.is_err());
        drop(first);
        assert_eq!(pool.lease().await.unwrap().bsn.as_str(), "999990019");
    }

    #[test]
    fn made_persons_are_reserved_for_testing() {
        assert_eq!(Persons::numbers(&[]).len(), MADE);
    }
}
