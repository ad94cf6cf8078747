//! What should be there, reckoned in the plainest way: people, families, files and albums, and every question answered
//! by walking up the parents.

use std::collections::BTreeMap;

use super::service::NAMES;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    Image,
    Video,
    Document,
}

/// A file or folder.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Who put it there.
    pub(super) owner: usize,
    /// In whose space it lies.
    pub(super) space: usize,
    /// None for a root.
    pub(super) parent: Option<String>,
    /// Whether it was put into the bin itself.
    pub(super) trashed: bool,
    pub(super) taken: Option<i64>,
    pub(super) created: i64,
    pub(super) edited: i64,
    /// Bytes.
    pub(super) size: i64,
    /// Whether it was uploaded, so that there is something to fetch.
    pub(super) uploaded: bool,
}

/// A family, which may be over.
#[derive(Clone, Debug)]
pub(super) struct Family {
    pub(super) id: String,
    pub(super) group: String,
    pub(super) folder: String,
    pub(super) owner: usize,
    pub(super) created: i64,
    /// With the moment when each of them joined, in the order in which they did; the owner is the first.
    pub(super) people: Vec<(usize, i64)>,
    pub(super) over: bool,
}

/// An invitation.
#[derive(Clone, Debug)]
pub(super) struct Invitation {
    pub(super) id: String,
    pub(super) family: usize,
    /// Who has the number that was invited; nobody does if there are not so many people.
    pub(super) invitee: usize,
    /// 0 pending, 1 accepted, 2 refused.
    pub(super) status: i64,
    pub(super) created: i64,
    pub(super) expires: i64,
}

/// Why a file is in a manual album.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) added_by: usize,
    pub(super) linked: i64,
}

/// Which folders, and which of their files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) space: usize,
    pub(super) parent: String,
    pub(super) dirs: Vec<String>,
    /// `1`, `2` or `1,2`.
    pub(super) kind: &'static str,
}

/// What is in an album.
#[derive(Clone, Debug)]
pub(super) enum Holds {
    Manual(BTreeMap<String, Entry>),
    Collection(Scope),
}

/// An album.
#[derive(Clone, Debug)]
pub(super) struct Album {
    pub(super) id: String,
    /// Who made it.
    pub(super) creator: usize,
    /// The family that shares it.
    pub(super) family: Option<usize>,
    pub(super) name: Option<String>,
    pub(super) created: i64,
    pub(super) holds: Holds,
}

/// Everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub(super) frozen: [bool; NAMES.len()],
    /// The root folder of each space.
    pub(super) roots: Vec<String>,
    pub(super) families: Vec<Family>,
    pub(super) invitations: Vec<Invitation>,
    /// By identifier.
    pub(super) nodes: BTreeMap<String, Node>,
    /// By identifier, and so the oldest first.
    pub(super) albums: BTreeMap<String, Album>,
}

impl Node {
    pub(super) fn is_media(&self) -> bool {
        matches!(self.kind, Kind::Image | Kind::Video)
    }

    pub(super) fn is_folder(&self) -> bool {
        self.kind == Kind::Folder
    }
}

impl Album {
    pub(super) fn entries(&self) -> Option<&BTreeMap<String, Entry>> {
        match &self.holds {
            Holds::Manual(entries) => Some(entries),
            Holds::Collection(_) => None,
        }
    }

    pub(super) fn scope(&self) -> Option<&Scope> {
        match &self.holds {
            Holds::Manual(_) => None,
            Holds::Collection(scope) => Some(scope),
        }
    }
}

impl Scope {
    pub(super) fn takes(&self, kind: Kind) -> bool {
        match kind {
            Kind::Image => self.kind.contains('1'),
            Kind::Video => self.kind.contains('2'),
            Kind::Folder | Kind::Document => false,
        }
    }
}

impl Model {
    pub(super) fn node(&self, id: &str) -> &Node {
        &self.nodes[id]
    }

    /// The file itself and everything above it, from below.
    pub(super) fn way<'m>(&'m self, id: &'m str) -> impl Iterator<Item = &'m str> {
        std::iter::successors(Some(id), |id| self.node(id).parent.as_deref())
    }

    /// Whether a file, or a folder above it, is in the bin.
    pub(super) fn in_bin(&self, id: &str) -> bool {
        self.way(id).any(|step| self.node(step).trashed)
    }

    pub(super) fn is_below_or_at(&self, id: &str, folder: &str) -> bool {
        self.way(id).any(|step| step == folder)
    }

    /// Everything at or below these.
    pub(super) fn below(&self, roots: &[String]) -> Vec<String> {
        let is_below = |id: &&String| roots.iter().any(|root| self.is_below_or_at(id, root));
        self.nodes.keys().filter(is_below).cloned().collect()
    }

    pub(super) fn depth(&self, id: &str) -> usize {
        self.way(id).count() - 1
    }

    /// The families that are not over.
    pub(super) fn living(&self) -> impl Iterator<Item = usize> {
        (0..self.families.len()).filter(|family| !self.families[*family].over)
    }

    /// Whether somebody belongs to a family at this moment.
    pub(super) fn belongs(&self, who: usize, family: usize) -> bool {
        let Family { people, over, .. } = &self.families[family];
        !over && people.iter().any(|(person, _)| *person == who)
    }

    /// The families that somebody belongs to, newest first.
    pub(super) fn families_of(&self, who: usize) -> Vec<usize> {
        let mut families: Vec<usize> = self.living().filter(|family| self.belongs(who, *family)).collect();
        families.reverse();
        families
    }

    /// The family in whose folder a file lies.
    pub(super) fn family_around(&self, id: &str) -> Option<usize> {
        self.living().find(|family| self.is_below_or_at(id, &self.families[*family].folder))
    }

    pub(super) fn is_family_folder(&self, id: &str) -> bool {
        self.living().any(|family| self.families[family].folder == id)
    }

    /// Whether a file lies in somebody's own space, or in the folder of a family of theirs.
    pub(super) fn reaches(&self, who: usize, id: &str) -> bool {
        let around = || self.family_around(id).is_some_and(|family| self.belongs(who, family));
        self.nodes.get(id).is_some_and(|node| node.space == who || around())
    }

    /// The names of files, for a reader.
    pub(super) fn names(&self, ids: &[String]) -> String {
        let name = |id: &String| self.nodes.get(id).map_or_else(|| format!("gone {id}"), |node| node.name.clone());
        format!("[{}]", ids.iter().map(name).collect::<Vec<_>>().join(" "))
    }
}
