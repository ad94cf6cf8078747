//! What should be there, reckoned in the plainest way: every question walks up the parents of every file.

use std::collections::BTreeMap;

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
    /// 0 or 1.
    pub(super) owner: usize,
    /// None for a root.
    pub(super) parent: Option<String>,
    /// Whether it was put into the bin itself.
    pub(super) trashed: bool,
    pub(super) taken: Option<i64>,
    pub(super) created: i64,
    pub(super) edited: i64,
}

/// Which folders, and which of their files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    /// The folder that the others lay in when they were chosen.
    pub(super) parent: String,
    pub(super) dirs: Vec<String>,
    /// `1`, `2` or `1,2`.
    pub(super) kind: &'static str,
}

/// A collection.
#[derive(Clone, Debug)]
pub(super) struct Album {
    pub(super) owner: usize,
    pub(super) name: Option<String>,
    pub(super) scope: Scope,
}

/// `sortType` and `sortDirection`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// 1 shooting time, 2 creation time, 3 time of change.
    pub(super) sort: usize,
    /// 1 ascending, 2 descending.
    pub(super) direction: usize,
}

/// The order of a collection unless another is asked for.
pub(super) const USUAL: Order = Order { sort: 1, direction: 2 };

/// Why a file is in a collection, or why not.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Why {
    pub(super) kept_out_by: Vec<&'static str>,
    /// The folder of the scope that it lies below; of several the nearest.
    pub(super) dir: Option<String>,
}

/// Everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    /// By identifier.
    pub(super) nodes: BTreeMap<String, Node>,
    /// By identifier, and so the oldest first.
    pub(super) albums: BTreeMap<String, Album>,
    /// Of each owner.
    pub(super) roots: Vec<String>,
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

impl Node {
    /// What it is sorted by.
    pub(super) fn key(&self, sort: usize) -> i64 {
        match sort {
            1 => self.taken.unwrap_or(self.created),
            2 => self.created,
            _ => self.edited,
        }
    }

    pub(super) fn is_media(&self) -> bool {
        matches!(self.kind, Kind::Image | Kind::Video)
    }
}

impl Order {
    /// Whether the entry `b` comes after the entry `a`; each is a key and an identifier.
    pub(super) fn comes_after(self, b: (i64, &str), a: (i64, &str)) -> bool {
        if self.direction == 1 { b > a } else { b < a }
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

    /// How far below the root it is.
    pub(super) fn depth(&self, id: &str) -> usize {
        self.way(id).count() - 1
    }

    /// A folder that is no more has nothing below it.
    pub(super) fn is_below_or_at(&self, id: &str, folder: &str) -> bool {
        self.way(id).any(|step| step == folder)
    }

    /// Whether a file, or a folder above it, is in the bin.
    pub(super) fn in_bin(&self, id: &str) -> bool {
        self.way(id).any(|step| self.node(step).trashed)
    }

    fn holds(&self, scope: &Scope, owner: usize, id: &str) -> bool {
        let node = self.node(id);
        node.owner == owner
            && scope.takes(node.kind)
            && !self.in_bin(id)
            && scope.dirs.iter().any(|dir| self.is_below_or_at(id, dir))
    }

    /// The files of a scope, in order.
    pub(super) fn contents(&self, owner: usize, scope: &Scope, order: Order) -> Vec<String> {
        let held = self.nodes.keys().filter(|id| self.holds(scope, owner, id)).cloned().collect();
        self.ordered(held, order)
    }

    /// The same files in another order.
    pub(super) fn ordered(&self, mut files: Vec<String>, order: Order) -> Vec<String> {
        files.sort_unstable_by(|a, b| (self.node(a).key(order.sort), a).cmp(&(self.node(b).key(order.sort), b)));
        if order.direction == 2 {
            files.reverse();
        }
        files
    }

    /// What keeps a file out of a scope; nothing: it is in it.
    pub(super) fn why(&self, owner: usize, scope: &Scope, id: &str) -> Why {
        let Some(node) = self.nodes.get(id).filter(|node| node.owner == owner) else {
            return Why { kept_out_by: vec!["unknown"], dir: None };
        };
        let dir = self.way(id).skip(1).find(|above| scope.dirs.iter().any(|dir| dir == above));
        let clauses = [("trashed", self.in_bin(id)), ("kind", !scope.takes(node.kind)), ("directory", dir.is_none())];
        let kept_out_by = clauses.into_iter().filter(|(_, fails)| *fails).map(|(clause, _)| clause).collect();
        Why { kept_out_by, dir: dir.map(ToOwned::to_owned) }
    }

    pub(super) fn trash(&mut self, ids: &[String]) {
        ids.iter().for_each(|id| self.nodes.get_mut(id).unwrap().trashed = true);
    }

    /// Takes things out of the bin, those further up first: back to where they lay, or where that is still in
    /// the bin into the root. Gives how many had lost their folder.
    pub(super) fn restore(&mut self, ids: &[String]) -> usize {
        let mut ids = ids.to_vec();
        ids.sort_by_key(|id| self.depth(id));
        let mut homeless = 0;
        for id in ids {
            let (owner, parent) = (self.node(&id).owner, self.node(&id).parent.clone().unwrap());
            let parent = if self.in_bin(&parent) {
                homeless += 1;
                self.roots[owner].clone()
            } else {
                parent
            };
            let node = self.nodes.get_mut(&id).unwrap();
            (node.parent, node.trashed) = (Some(parent), false);
        }
        homeless
    }

    pub(super) fn move_to(&mut self, ids: &[String], folder: &str) {
        ids.iter().for_each(|id| self.nodes.get_mut(id).unwrap().parent = Some(folder.to_owned()));
    }

    /// Removes things and all that lies below; gives what is gone.
    pub(super) fn purge(&mut self, ids: &[String]) -> Vec<String> {
        let below = |id: &String| ids.iter().any(|root| self.is_below_or_at(id, root));
        let gone: Vec<String> = self.nodes.keys().filter(|id| below(id)).cloned().collect();
        gone.iter().for_each(|id| drop(self.nodes.remove(id)));
        gone
    }

    /// All but the roots that `holds` of an owner's.
    pub(super) fn those(&self, owner: usize, holds: impl Fn(&str, &Node) -> bool) -> Vec<String> {
        let theirs = self.nodes.iter().filter(|(_, node)| node.owner == owner && node.parent.is_some());
        theirs.filter(|(id, node)| holds(id, node)).map(|(id, _)| id.clone()).collect()
    }

    /// The folders that something can be put into, the root first.
    pub(super) fn targets(&self, owner: usize) -> Vec<String> {
        let mut targets = vec![self.roots[owner].clone()];
        targets.extend(self.those(owner, |id, node| node.kind == Kind::Folder && !self.in_bin(id)));
        targets
    }

    /// The names of files, for a reader.
    pub(super) fn names(&self, ids: &[String]) -> String {
        let name = |id: &String| self.nodes.get(id).map_or_else(|| format!("gone {id}"), |node| node.name.clone());
        format!("[{}]", ids.iter().map(name).collect::<Vec<_>>().join(" "))
    }
}
