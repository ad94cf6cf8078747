//! How an engine finds the rows of a statement, for the tests that hold each list to its index.
//!
//! It watches statements as they are run, so what is explained is what runs. It must never change one.

use crate::engine::Value;
use crate::{Read, StoreError};

/// A statement that ran, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The statement, as both engines are given it.
    pub sql: String,
    /// The engine's own words, one line for each step, those below another indented.
    pub steps: Vec<String>,
    /// How many rows it gave.
    pub rows: usize,
}

impl Read<'_> {
    /// Does `work`, which uses this very transaction, and gives the statements it ran, in order.
    ///
    /// # Errors
    /// What `work` gives, or a failure of the store.
    #[doc(hidden)]
    pub fn any_plans<T>(&self, work: impl FnOnce() -> Result<T, StoreError>) -> Result<Vec<Plan>, StoreError> {
        self.plans.replace(Some(Vec::new()));
        let outcome = work();
        let plans = self.plans.take().unwrap_or_default();
        outcome.map(|_| plans)
    }

    /// Notes the plan of a statement if somebody is watching.
    pub(crate) fn watched(&self, sql: &str, values: &[Value<'_>]) -> Result<(), StoreError> {
        if let Some(plans) = self.plans.borrow_mut().as_mut() {
            plans.push(Plan { sql: sql.to_owned(), steps: self.session.explain(sql, values)?, rows: 0 });
        }
        Ok(())
    }

    /// Notes how many rows the statement gave that was watched last.
    pub(crate) fn counted(&self, rows: usize) {
        if let Some(plan) = self.plans.borrow_mut().as_mut().and_then(|plans| plans.last_mut()) {
            plan.rows = rows;
        }
    }
}
