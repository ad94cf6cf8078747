//! What is compared after each step beside albums: families, people, invitations, folders, bins, room.

use leporello_model::Millis;
use serde_json::{Value, json};

use super::model::Kind;
use super::places::{At, IN_BIN, NO_FOLDER, NO_RIGHT, Outcome, Place, UNKNOWN};
use super::service::{Asked, Checked, NAMES, masked, mobile};
use super::walk::Walk;

impl Walk {
    /// The families of somebody, and the people of one family.
    pub(super) async fn check_families(&mut self, who: usize) -> Checked {
        let query = [(0, None), (1, Some(true)), (2, Some(false))][self.dice.below(3)];
        let path = format!("/sharefolder/list?offset=0&limit=1000&queryType={}", query.0);
        let list = self.ask(who, &Asked::get(path), &Ok(())).await?.unwrap_or_default();
        let families = self.model.families_of(who).into_iter().map(|family| &self.model.families[family]);
        let families = families.filter(|family| query.1.is_none_or(|made| made == (family.owner == who)));
        let expected: Vec<Value> = families
            .map(|family| {
                json!([
                    family.id,
                    family.group,
                    family.folder,
                    self.model.node(&family.folder).name,
                    self.service.people[family.owner].id.number(),
                    self.service.people[family.owner].space,
                    Millis(family.created).to_string(),
                ])
            })
            .collect();
        let fields = ["id", "groupId", "shareFolderFileId", "name", "ownerId", "containerId", "createTime"];
        let found = list["folders"].as_array().into_iter().flatten();
        let found: Vec<Value> = found.map(|folder| json!(fields.map(|field| &folder[field]))).collect();
        if found != expected {
            return Err(format!("the families should be {expected:?} and are {found:?}"));
        }
        let mut groups = self.model.families_of(who);
        groups.push(self.dice.below(self.model.families.len()));
        for group in groups {
            self.check_people(who, group).await?;
        }
        Ok(())
    }

    async fn check_people(&mut self, who: usize, family: usize) -> Checked {
        let path = format!("/usergroups/{}/members?offset=0&limit=100", self.model.families[family].group);
        let expected = if self.model.belongs(who, family) { Ok(()) } else { Err(UNKNOWN) };
        let Some(list) = self.ask(who, &Asked::get(path), &expected).await? else { return Ok(()) };
        let owner = self.model.families[family].owner;
        let people = self.model.listed_people(family);
        let expected: Vec<Value> = people
            .iter()
            .map(|(person, joined)| {
                let number = if *person == who { mobile(*person) } else { masked(&mobile(*person)) };
                let id = self.service.people[*person].id.to_string();
                let role = if *person == owner { 1 } else { 2 };
                json!([id, NAMES[*person], number, Millis(*joined).to_string(), role])
            })
            .collect();
        let fields = ["userId", "userName", "mobile", "createdTime", "role"];
        let found = list["userGroupMemberInfos"].as_array().into_iter().flatten();
        let found: Vec<Value> = found.map(|member| json!(fields.map(|field| &member[field]))).collect();
        if found != expected || list["total"] != expected.len() {
            return Err(format!("the people of family {family} should be {expected:?} and are {list}"));
        }
        Ok(())
    }

    /// The invitations that wait for somebody, and those into one family.
    pub(super) async fn check_invitations(&mut self, who: usize) -> Checked {
        let now = self.service.now();
        let path = "/usergroupsInvite/inviteConfrimList";
        let list = self.ask(who, &Asked::get(path), &Ok(())).await?.unwrap_or_default();
        let all = self.model.invitations.iter();
        let mut open: Vec<_> =
            all.filter(|sent| sent.invitee == who && sent.status == 0 && sent.expires > now).collect();
        open.sort_by_key(|sent| std::cmp::Reverse((sent.expires, sent.id.clone())));
        let expected: Vec<Value> = open
            .iter()
            .map(|sent| {
                let family = &self.model.families[sent.family];
                json!({
                    "inviteId": sent.id,
                    "groupId": family.group,
                    "shareFolderName": self.model.node(&family.folder).name,
                    "inviterPhone": masked(&mobile(family.owner)),
                    "createTime": Millis(sent.created).long_date(),
                    "expireTime": Millis(sent.expires).long_date(),
                })
            })
            .collect();
        if list["details"] != json!(expected) || list.get("detail") != expected.first() {
            return Err(format!("the invitations that wait should be {expected:?} and are {list}"));
        }
        let family = self.dice.below(self.model.families.len());
        let path = format!("/usergroupsInvite/inviteList/{}", self.model.families[family].group);
        let expected = self.model.own_family(who, family);
        let Some(list) = self.ask(who, &Asked::get(path), &expected).await? else { return Ok(()) };
        let sent = self.model.invitations.iter().rev().filter(|sent| sent.family == family);
        let expected: Vec<Value> = sent
            .map(|sent| {
                json!({
                    "inviteId": sent.id,
                    "inviteePhone": masked(&mobile(sent.invitee)),
                    "status": sent.status,
                    "createTime": Millis(sent.created).long_date(),
                    "expireTime": Millis(sent.expires).long_date(),
                })
            })
            .collect();
        if list["details"] != json!(expected) {
            return Err(format!("the invitations into {family} should be {expected:?} and are {list}"));
        }
        Ok(())
    }

    /// A folder, a bin, some downloads, a file, and the room that is used.
    pub(super) async fn check_drive(&mut self, who: usize) -> Checked {
        self.check_folder(who).await?;
        self.check_bin(who).await?;
        self.check_downloads(who).await?;
        self.check_link(who).await?;
        self.check_used(who).await
    }

    async fn check_folder(&mut self, who: usize) -> Checked {
        let families: Vec<String> = self.model.families.iter().map(|family| family.folder.clone()).collect();
        let folder = match self.dice.below(4) {
            0 => self.some_folder(who),
            1 => self.some_thing(who, |_, node| node.is_folder()),
            _ => self.dice.pick(&families),
        };
        let Some(folder) = folder else { return Ok(()) };
        let mut at = self.some_at(Some(&folder));
        // There must be one.
        let around = self.model.nodes.get(&folder).map(|node| node.space);
        at.space = at.space.or(at.family.map(|(family, _)| self.model.families[family].owner)).or(around).or(Some(who));
        let expected = self.folder_listed(who, &at, &folder);
        let body = json!({ "containerId": self.space(&at), "parentFileId": folder });
        let asked = self.asked(&at, "/files/0", body);
        let Some(list) = self.ask(who, &asked, &expected).await? else { return Ok(()) };
        let files = expected.unwrap();
        let found = list["files"].as_array().into_iter().flatten();
        let found: Vec<Value> = found
            .map(|file| json!([file["id"], file["fileName"], file["owners"][0]["userId"], file["parentFolder"][0]]))
            .collect();
        let mut listed: Vec<(String, Value)> = files
            .iter()
            .map(|id| {
                let node = self.model.node(id);
                let owner = self.service.people[node.owner].id.to_string();
                (node.name.clone(), json!([id, node.name, owner, node.parent]))
            })
            .collect();
        listed.sort_by(|a, b| a.0.cmp(&b.0));
        let listed: Vec<Value> = listed.into_iter().map(|(_, file)| file).collect();
        let owners = |files: &[String]| files.iter().any(|id| self.model.node(id).owner != who);
        let several = families.contains(&folder) && owners(&files);
        self.tally.note_if(several, "look", "at a family's folder with files of several people");
        if found == listed {
            Ok(())
        } else {
            Err(format!("{folder} at {at:?} should hold {listed:?} and holds {found:?}"))
        }
    }

    /// What a folder shows.
    fn folder_listed(&self, who: usize, at: &At, folder: &str) -> Outcome<Vec<String>> {
        let place = self.model.place(who, at)?;
        let folder = if folder == "root" { place.root.as_str() } else { folder };
        match () {
            () if !self.model.lies(&place, folder) => return Err(UNKNOWN),
            () if self.model.node(folder).kind != Kind::Folder => return Err(NO_FOLDER),
            () if self.model.in_bin(folder) => return Err(IN_BIN),
            () => {}
        }
        let nodes = self.model.nodes.iter();
        let listed = nodes.filter(|(_, node)| !node.trashed && node.parent.as_deref() == Some(folder));
        Ok(listed.map(|(id, _)| id.clone()).collect())
    }

    async fn check_bin(&mut self, who: usize) -> Checked {
        let space = if self.dice.once_in(3) { self.somebody() } else { who };
        let at = At { family: None, space: Some(space) };
        let member = self.model.place(who, &at);
        let expected = match member {
            Err(code) => Err(code),
            Ok(Place { space, .. }) if space != who => Err(NO_RIGHT),
            Ok(_) => Ok(()),
        };
        let asked = Asked::post("/files/1", json!({ "containerId": self.space(&at), "parentFileId": "root" }));
        let Some(list) = self.ask(who, &asked, &expected).await? else { return Ok(()) };
        let found = list["files"].as_array().into_iter().flatten();
        let mut found: Vec<&str> = found.filter_map(|file| file["id"].as_str()).collect();
        found.sort_unstable();
        let binned = self.model.nodes.iter().filter(|(_, node)| node.space == who && node.trashed);
        let binned: Vec<&str> = binned.map(|(id, _)| id.as_str()).collect();
        if found == binned { Ok(()) } else { Err(format!("the bin should hold {binned:?} and holds {found:?}")) }
    }

    async fn check_used(&mut self, who: usize) -> Checked {
        let path = format!("/space/{}?type=1", self.service.people[who].id);
        let answer = self.ask(who, &Asked::get(path), &Ok(())).await?.unwrap_or_default();
        let used: i64 = self.model.nodes.values().filter(|node| node.space == who).map(|node| node.size).sum();
        let expected = ((used + 1_023) / 1_024).to_string();
        let found = &answer["data"]["spaceUsed"];
        if *found == expected { Ok(()) } else { Err(format!("{expected} KB should be used and {found} are")) }
    }
}
