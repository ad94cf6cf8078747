//! What people do with families: make, rename and end them, invite, answer, leave; and what an app does to people.

use leporello_model::Millis;
use serde_json::json;

use super::model::{Family, Invitation, Kind, Node};
use super::service::{Asked, Checked, NAMES, mobile};
use super::walk::{Walk, agrees};

/// How long an invitation can be answered.
pub(super) const OPEN: i64 = 7 * Millis::DAY;

/// Somebody whom nobody knows, whose number is invited all the same.
const NOBODY: usize = NAMES.len();

impl Walk {
    pub(super) async fn create_family(&mut self) -> Checked<Option<String>> {
        let owner = self.dice.below(2);
        let most = [2, 1][owner];
        if self.model.living().filter(|family| self.model.families[*family].owner == owner).count() >= most {
            return Ok(None);
        }
        self.found_family(owner).await
    }

    /// Lets somebody make a family.
    pub(super) async fn found_family(&mut self, owner: usize) -> Checked<Option<String>> {
        let (name, now) = (self.name(Kind::Folder), self.service.now());
        let body = json!({ "shareType": 0, "containerId": self.service.people[owner].space, "name": name });
        let expected = self.expect(owner, |_| Ok(()));
        let Some(made) = self.ask(owner, &Asked::post("/sharefolder/create", body), &expected).await? else {
            return Ok(Some(format!("{} is frozen", NAMES[owner])));
        };
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let family = Family {
            id: text(&made["id"]),
            group: made["data"]["groupId"].to_string(),
            folder: text(&made["data"]["shareFolderId"]),
            owner,
            created: now,
            people: vec![(owner, now)],
            over: false,
        };
        let folder = Node {
            name: name.clone(),
            kind: Kind::Folder,
            owner,
            space: owner,
            parent: Some(self.model.roots[owner].clone()),
            trashed: false,
            taken: None,
            created: now,
            edited: now,
            size: 0,
            uploaded: false,
        };
        self.model.nodes.insert(family.folder.clone(), folder);
        self.model.families.push(family);
        Ok(Some(format!("{name} by {}", NAMES[owner])))
    }

    /// One of the families, mostly one that is not over.
    fn some_family(&mut self) -> Option<usize> {
        let living: Vec<usize> = self.model.living().collect();
        if living.is_empty() || self.dice.once_in(15) {
            return Some(self.dice.below(self.model.families.len()));
        }
        self.dice.pick(&living)
    }

    /// Somebody who decides over a family, or seldom anybody.
    fn owner_or_other(&mut self, family: usize) -> usize {
        if self.dice.once_in(5) { self.somebody() } else { self.model.families[family].owner }
    }

    pub(super) async fn rename_family(&mut self) -> Checked<Option<String>> {
        let Some(family) = self.some_family() else { return Ok(None) };
        let (who, name, now) = (self.owner_or_other(family), self.name(Kind::Folder), self.service.now());
        let expected = self.expect(who, |model| model.rename_family(who, family, &name, now));
        let body = json!({ "id": self.model.families[family].id, "fileName": name });
        self.ask(who, &Asked::post("/sharefolder/rename", body), &expected).await?;
        Ok(Some(format!("{family} by {} to {name}: {expected:?}", NAMES[who])))
    }

    pub(super) async fn delete_family(&mut self) -> Checked<Option<String>> {
        let (Some(family), true) = (self.some_family(), self.dice.once_in(2)) else { return Ok(None) };
        let who = self.owner_or_other(family);
        let mut families = vec![family];
        if self.dice.once_in(3) {
            let owner = self.model.families[family].owner;
            families.extend(
                self.model.living().find(|other| *other != family && self.model.families[*other].owner == owner),
            );
        }
        families.sort_unstable();
        families.dedup();
        self.note_end(who, &families);
        let expected = self.expect(who, |model| model.delete_families(who, &families));
        let ids: Vec<&str> = families.iter().map(|family| self.model.families[*family].id.as_str()).collect();
        let body = json!({ "id": ids });
        self.ask(who, &Asked::post("/sharefolder/delete", body), &expected).await?;
        Ok(Some(format!("{families:?} by {}: {expected:?}", NAMES[who])))
    }

    pub(super) async fn invite(&mut self) -> Checked<Option<String>> {
        let Some(family) = self.some_family() else { return Ok(None) };
        let who = self.owner_or_other(family);
        let refused = self.model.invitations.iter().filter(|sent| (sent.family, sent.status) == (family, 2));
        let refused: Vec<usize> = refused.map(|sent| sent.invitee).collect();
        let invitee = match self.dice.pick(&refused) {
            Some(invitee) if self.dice.once_in(2) => invitee,
            _ => self.dice.below(NOBODY + 1),
        };
        // Who belongs to it already is invited seldom.
        if invitee != NOBODY && self.model.belongs(invitee, family) && !self.dice.once_in(8) {
            return Ok(None);
        }
        self.invite_into(who, family, invitee).await
    }

    pub(super) async fn invite_into(&mut self, who: usize, family: usize, invitee: usize) -> Checked<Option<String>> {
        let now = self.service.now();
        let expected = self.expect(who, |model| model.invite(who, family, invitee, now));
        let path = format!("/usergroupsInvite/invite/{}?mobile={}", self.model.families[family].group, mobile(invitee));
        let told = format!("{invitee} into {family} by {}: {expected:?}", NAMES[who]);
        if let Some(sent) = self.ask(who, &Asked::post(path, serde_json::Value::Null), &expected).await? {
            let id = sent["inviteId"].as_str().unwrap_or_default().to_owned();
            match expected.unwrap() {
                Some(open) if open != id => return Err(format!("{told}, but it was {id}")),
                Some(_) => self.tally.note("invite", "a number that may still answer"),
                None => {
                    let earlier =
                        self.model.invitations.iter().any(|sent| (sent.family, sent.invitee) == (family, invitee));
                    self.tally.note_if(earlier, "invite", "once more");
                    self.tally.note_if(invitee == NOBODY, "invite", "a number that nobody has");
                    let (created, expires) = (now, now + OPEN);
                    self.model.invitations.push(Invitation { id, family, invitee, status: 0, created, expires });
                    self.concerned.extend(Some(invitee).filter(|invitee| *invitee < NOBODY));
                }
            }
        }
        Ok(Some(told))
    }

    pub(super) async fn answer_invitation(&mut self) -> Checked<Option<String>> {
        let (now, any) = (self.service.now(), self.dice.below(8));
        let fits = |sent: &&Invitation| match any {
            0 => true,
            1 => sent.status == 0 && sent.expires <= now && sent.invitee != NOBODY,
            _ => sent.status == 0 && sent.expires > now && sent.invitee != NOBODY,
        };
        let open: Vec<Invitation> = self.model.invitations.iter().filter(fits).cloned().collect();
        let Some(invitation) = self.dice.pick(&open) else { return Ok(None) };
        let who = if self.dice.once_in(10) { self.somebody() } else { invitation.invitee.min(NOBODY - 1) };
        let said = if self.dice.once_in(12) { self.some_family().unwrap() } else { invitation.family };
        let accept = !self.dice.once_in(3);
        self.answer_with(who, invitation.id, said, accept).await
    }

    pub(super) async fn answer_with(
        &mut self,
        who: usize,
        id: String,
        said: usize,
        accept: bool,
    ) -> Checked<Option<String>> {
        let now = self.service.now();
        self.note_answer(who, &id, accept);
        let expected = self.expect(who, |model| model.answer(who, &id, said, accept, now));
        let path = format!("/usergroupsInvite/inviteConfirm/{}", self.model.families[said].group);
        let body = json!({ "inviteId": id, "confirm": i64::from(accept) });
        self.ask(who, &Asked::post(path, body), &expected).await?;
        self.concerned.push(self.model.families[said].owner);
        Ok(Some(format!("{id} into {said} by {}, {accept}: {expected:?}", NAMES[who])))
    }

    /// More than a week passes.
    pub(super) fn let_expire(&mut self) -> Option<String> {
        if !self.dice.once_in(2) {
            return None;
        }
        let now = self.service.now();
        let open = self.model.invitations.iter().any(|sent| sent.status == 0 && sent.expires > now);
        self.tally.note_if(open, "let expire", "an invitation that was open");
        self.service.later(OPEN + i64::try_from(self.dice.below(3)).unwrap() - 1);
        Some(String::new())
    }

    /// Somebody leaves a family, or is taken out of it by its owner; or tries to take out somebody else.
    pub(super) async fn leave(&mut self, removed: bool) -> Checked<Option<String>> {
        let Some(family) = self.some_family() else { return Ok(None) };
        let members: Vec<usize> = self.model.families[family].people.iter().skip(1).map(|(who, _)| *who).collect();
        let leaving = match self.dice.pick(&members) {
            Some(member) if !self.dice.once_in(8) => member,
            _ => self.somebody(),
        };
        let who = match (removed, self.dice.once_in(8)) {
            (_, true) => self.somebody(),
            (true, _) => self.model.families[family].owner,
            (false, _) => leaving,
        };
        let said = match self.dice.below(6) {
            0 | 1 => None,
            2 | 3 => Some(who),
            4 => Some(self.model.families[family].owner),
            _ => Some(self.somebody()),
        };
        let before = self.model.clone();
        let expected = self.expect(who, |model| model.take_out(who, family, leaving, said));
        if expected.is_ok() {
            self.note_leaving(&before, family, leaving, removed);
        }
        let id = |person: usize| self.service.people[person].id;
        let group = &self.model.families[family].group;
        let mut path = format!("/usergroupsInvite/deleteMember?groupId={group}&deleteUserId={}", id(leaving));
        if let Some(said) = said {
            path.push_str(&format!("&ownerId={}", id(said)));
        }
        self.ask(who, &Asked::post(path, serde_json::Value::Null), &expected).await?;
        self.concerned.push(leaving);
        Ok(Some(format!("{} out of {family} by {}: {expected:?}", NAMES[leaving], NAMES[who])))
    }

    /// An app freezes somebody, or enables them again.
    pub(super) async fn freeze(&mut self, frozen: bool) -> Checked<Option<String>> {
        let who = self.somebody();
        let many = self.model.frozen.iter().filter(|frozen| **frozen).count();
        if self.model.frozen[who] == frozen || (frozen && many >= 2) {
            return Ok(None);
        }
        let acting = self.somebody();
        agrees(&self.service.freeze(acting, who, frozen).await, None)?;
        self.model.frozen[who] = frozen;
        self.concerned.push(who);
        self.note_freeze(who, frozen);
        Ok(Some(NAMES[who].to_owned()))
    }
}
