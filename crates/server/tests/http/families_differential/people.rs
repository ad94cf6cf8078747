//! Families and invitations: who may do what to them, and what becomes of them.

use super::model::Model;
use super::places::{INVALID, NO_RIGHT, Outcome, UNKNOWN};

impl Model {
    /// Whether somebody may decide over a family.
    pub(super) fn own_family(&self, who: usize, family: usize) -> Outcome {
        match () {
            () if !self.belongs(who, family) => Err(UNKNOWN),
            () if self.families[family].owner != who => Err(NO_RIGHT),
            () => Ok(()),
        }
    }

    pub(super) fn rename_family(&mut self, who: usize, family: usize, name: &str, now: i64) -> Outcome {
        self.own_family(who, family)?;
        let folder = self.families[family].folder.clone();
        let node = self.nodes.get_mut(&folder).unwrap();
        (node.name, node.edited) = (name.to_owned(), now);
        Ok(())
    }

    /// Ends families, all or none: their albums are gone, their folders in the bin.
    pub(super) fn delete_families(&mut self, who: usize, families: &[usize]) -> Outcome {
        families.iter().try_for_each(|family| self.own_family(who, *family))?;
        for family in families {
            self.families[*family].over = true;
            self.albums.retain(|_, album| album.family != Some(*family));
            self.invitations.retain(|invitation| invitation.family != *family);
            let folder = self.families[*family].folder.clone();
            self.nodes.get_mut(&folder).unwrap().trashed = true;
        }
        Ok(())
    }

    /// The invitation that a number has open already, if it may be invited.
    pub(super) fn invite(&self, who: usize, family: usize, invitee: usize, now: i64) -> Outcome<Option<String>> {
        self.own_family(who, family)?;
        if who == invitee || self.belongs(invitee, family) {
            return Err(INVALID);
        }
        let open = self.invitations.iter().find(|invitation| {
            (invitation.family, invitation.invitee, invitation.status) == (family, invitee, 0)
                && invitation.expires > now
        });
        Ok(open.map(|invitation| invitation.id.clone()))
    }

    /// Somebody's answer to an invitation, said to be one into the family `said`.
    pub(super) fn answer(&mut self, who: usize, id: &str, said: usize, accept: bool, now: i64) -> Outcome {
        let place = self.invitations.iter().position(|invitation| invitation.id == id).ok_or(UNKNOWN)?;
        let invitation = self.invitations[place].clone();
        let family = invitation.family;
        if invitation.invitee != who {
            return Err(if self.families[family].owner == who { NO_RIGHT } else { UNKNOWN });
        }
        if family != said {
            return Err(UNKNOWN);
        }
        let belongs = self.belongs(who, family);
        match invitation.status {
            1 if accept && belongs => return Ok(()),
            2 if !accept => return Ok(()),
            0 if invitation.expires > now => {}
            _ => return Err(INVALID),
        }
        if accept && !belongs {
            self.families[family].people.push((who, now));
        }
        self.invitations[place].status = if accept { 1 } else { 2 };
        Ok(())
    }

    /// Takes somebody out of a family; `said` is who is said to ask or to own it.
    pub(super) fn take_out(&mut self, who: usize, family: usize, leaving: usize, said: Option<usize>) -> Outcome {
        if !self.belongs(who, family) {
            return Err(UNKNOWN);
        }
        let owner = self.families[family].owner;
        match () {
            () if said.is_some_and(|said| said != who && said != owner) => Err(UNKNOWN),
            () if who != owner && who != leaving => Err(NO_RIGHT),
            () if leaving == owner => Err(INVALID),
            () if !self.belongs(leaving, family) => Err(UNKNOWN),
            () => {
                self.families[family].people.retain(|(person, _)| *person != leaving);
                Ok(())
            }
        }
    }

    /// A family's people as they are listed: its owner, then in the order in which they joined.
    pub(super) fn listed_people(&self, family: usize) -> Vec<(usize, i64)> {
        let mut people = self.families[family].people.clone();
        people.sort_by_key(|(who, joined)| (*who != self.families[family].owner, *joined, *who));
        people
    }
}
