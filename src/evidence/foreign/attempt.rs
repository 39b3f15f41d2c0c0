//! The same for a forged answer and what came of it.

use crate::evidence::{
    attempt::{Attempt, Hop, Line},
    logout_attempt::LogoutAttempt,
    redaction::Redactor,
};

impl Redactor {
    pub(super) fn attempt(&self, attempt: &mut Attempt) {
        // The description is that of the check files.
        let Attempt {
            at: _,
            controls: _,
            agent: _,
            forgery: _,
            wanted: _,
            fetches: _,
            access: _,
            canary,
            outside,
            hops,
            trouble,
            difference,
        } = attempt;
        canary.iter_mut().chain(outside).chain(trouble).for_each(|text| self.written(text));
        for Hop { address, status: _ } in hops {
            self.address(address);
        }
        // A message of ours holds what the service wrote: its name, its addresses, the ID of its question.
        for Line { side: _, text } in difference {
            self.written(text);
        }
    }

    pub(super) fn logout_attempt(&self, attempt: &mut LogoutAttempt) {
        // The description is that of the check files.
        let LogoutAttempt {
            at: _,
            controls: _,
            agent: _,
            forgery: _,
            wanted: _,
            certificate: _,
            http: _,
            answer: _,
            problem,
            ended: _,
            difference,
        } = attempt;
        if let Some(problem) = problem {
            *problem = self.detail(problem);
        }
        for Line { side: _, text } in difference {
            self.written(text);
        }
    }
}
