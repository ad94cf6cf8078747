//! The sample family library, and the lines that `demo` and `emulate` print.

use std::path::PathBuf;
use std::thread;

use leporello_model::{AlbumId, Caller, Door, FileId, ScopeKind, SpaceId, UserId};
use leporello_server::App;
use leporello_server::app::admin::{NewApp, NewUser};
use leporello_server::app::albums::AlbumWish;
use leporello_server::app::files::Folder;
use leporello_server::app::import::Source;
use leporello_server::app::invitations::Reply;
use leporello_server::app::scopes::{ScopeWish, SharedWith};
use leporello_server::app::{Addition, FamilyRow};
use leporello_server::messages::{self, Language};

use crate::output::say;
use crate::{Failed, demo, output};

/// How many pictures are imported at a time.
const BATCH: usize = 64;

/// Somebody who can be signed in as.
pub(crate) struct Account {
    pub(crate) user: UserId,
    pub(crate) space: SpaceId,
    pub(crate) token: String,
    pub(crate) mobile: &'static str,
}

/// The mobile numbers of sample accounts: of a range that is kept for stories.
pub(crate) const MOBILES: [&str; 2] = ["00012025550100", "00012025550101"];

impl Account {
    /// A new user with a mobile number, a space, and a token that does not expire.
    pub(crate) async fn new(app: &App, name: &str, mobile: &'static str) -> Result<Self, Failed> {
        let new = NewUser {
            name: name.to_owned(),
            mobile: Some(mobile.to_owned()),
            password_hash: None,
            capacity: 100 << 30,
            zone: "UTC".to_owned(),
        };
        let (user, space) = app.add_user(new).await.map_err(|failure| say(&failure))?;
        let token = app.issue_token(user, None).await.map_err(|failure| say(&failure))?.token;
        Ok(Self { user, space, token, mobile })
    }

    pub(crate) const fn caller(&self) -> Caller {
        Caller { user: self.user, space: self.space, door: Door::Command }
    }
}

/// What was made, for printing.
pub(crate) struct Library {
    pub(crate) accounts: Vec<Account>,
    pub(crate) app: NewApp,
    /// A few pictures of the first account.
    pub(crate) pictures: Vec<FileId>,
    /// The family that the first account made and the second one joined.
    pub(crate) family: Option<FamilyRow>,
}

/// Makes a user with the sample pictures in six folders, four albums and two collections, and a second one with whom they
/// share a family's album.
pub(crate) async fn family(app: &App) -> Result<Library, Failed> {
    let account = Account::new(app, "Demo family", MOBILES[0]).await?;
    let folders = folders(app, &account).await?;
    let files = draw(app, &account, &folders).await?;
    for plan in demo::albums() {
        let pictures = plan.pictures.iter().map(|index| files[*index].clone()).collect();
        album(app, &account, plan.name, pictures, None).await?;
    }
    for (name, of) in demo::COLLECTIONS {
        let dirs = folders.iter().filter(|(folder, _)| of.contains(folder)).map(|(_, id)| id.clone()).collect();
        collection(app, &account, name, dirs).await?;
    }
    let signer = app.add_app("Demo app".to_owned()).await.map_err(|failure| say(&failure))?;
    let relative = Account::new(app, "Demo relative", MOBILES[1]).await?;
    let family = together(app, &account, &relative).await?;
    let shared = SharedWith { group: family.facts.group, family: family.facts.id };
    album(app, &account, "For everybody", files.iter().step_by(9).cloned().collect(), Some(shared)).await?;
    let pictures = files.into_iter().take(3).collect();
    Ok(Library { accounts: vec![account, relative], app: signer, pictures, family: Some(family) })
}

/// Makes a family that one account owns and another one joins.
async fn together(app: &App, owner: &Account, relative: &Account) -> Result<FamilyRow, Failed> {
    let name = "Our family".to_owned();
    let family = app.create_family(owner.caller(), owner.space, name).await.map_err(|failure| say(&failure))?;
    let group = family.facts.group;
    let invited = app.invite(owner.caller(), group, relative.mobile.to_owned()).await;
    let invitation = invited.map_err(|failure| say(&failure))?;
    let reply = Reply { group, invitation, accept: true };
    app.answer_invitation(relative.caller(), reply).await.map_err(|failure| say(&failure))?;
    Ok(family)
}

async fn album(
    app: &App,
    account: &Account,
    name: &str,
    files: Vec<FileId>,
    shared: Option<SharedWith>,
) -> Result<AlbumId, Failed> {
    let album = app
        .create_album(account.caller(), AlbumWish { name: Some(name.to_owned()), scope: None, family: shared })
        .await;
    let album = album.map_err(|failure| say(&failure))?;
    for some in files.chunks(leporello_server::app::albums::MAX_ADD) {
        let additions = some.iter().map(|file| Addition { file: file.clone(), owner: account.user }).collect();
        app.add_to_album(account.caller(), album, additions).await.map_err(|failure| say(&failure))?;
    }
    Ok(album)
}

async fn collection(app: &App, account: &Account, name: &str, dirs: Vec<FileId>) -> Result<AlbumId, Failed> {
    let scope = ScopeWish {
        sent: Some("scopeDir"),
        space: None,
        field: "scopeDir",
        dirs: Some(dirs),
        parent: Some(Folder::Root),
        kind: Some(ScopeKind::Both),
    };
    app.create_album(account.caller(), AlbumWish { name: Some(name.to_owned()), scope: Some(scope), family: None })
        .await
        .map_err(|failure| say(&failure))
}

/// The folders of the sample pictures, by their names.
async fn folders(app: &App, account: &Account) -> Result<Vec<(&'static str, FileId)>, Failed> {
    let root = FileId::root_of(account.space);
    let mut folders = Vec::new();
    for name in demo::folders() {
        let (folder, _) = app.import_folder(account.caller(), &root, name).await.map_err(|failure| say(&failure))?;
        folders.push((name, folder));
    }
    Ok(folders)
}

/// Draws all pictures, with all processors, and brings them in, in order.
async fn draw(app: &App, account: &Account, folders: &[(&str, FileId)]) -> Result<Vec<FileId>, Failed> {
    let drawn = tempfile::tempdir()?;
    let into = drawn.path().to_owned();
    let pictures = tokio::task::spawn_blocking(move || paint(&into)).await??;
    let mut files = Vec::with_capacity(pictures.len());
    for some in pictures.chunks(BATCH) {
        let batch = some.iter().filter_map(|(path, folder, name, taken)| {
            let (_, parent) = folders.iter().find(|(known, _)| known == folder)?;
            Some(Source { path: path.clone(), parent: parent.clone(), name: name.clone(), modified: *taken })
        });
        for imported in app.import_files(account.caller(), batch.collect()).await.map_err(|failure| say(&failure))? {
            let imported = imported.map_err(|skipped| messages::skipped(Language::English, skipped))?;
            files.push(imported.file);
        }
    }
    Ok(files)
}

type Painted = (PathBuf, &'static str, String, leporello_model::Millis);

fn paint(into: &std::path::Path) -> Result<Vec<Painted>, Failed> {
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let painted = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    (worker..demo::PICTURES).step_by(workers).map(|index| save(into, index)).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    let mut painted: Vec<_> = painted.into_iter().flatten().collect::<Result<_, Failed>>()?;
    painted.sort_by_key(|(index, _)| *index);
    Ok(painted.into_iter().map(|(_, picture)| picture).collect())
}

fn save(into: &std::path::Path, index: usize) -> Result<(usize, Painted), Failed> {
    let picture = demo::picture(index);
    let path = into.join(format!("{index:04}.jpg"));
    std::fs::write(&path, &picture.jpeg)?;
    Ok((index, (path, picture.folder, picture.name, picture.taken)))
}

impl Library {
    /// Prints what a person or a script needs: `key: value` lines, and lines to paste. `date` is what
    /// stands for now in those: a command for the shell, or a moment at which the clock stands still.
    pub(crate) fn print(&self, base: &str, date: &str) {
        if let Some(Account { user, token, .. }) = self.accounts.first() {
            // Behind the `#`, which reaches no server and no log.
            output::line(&format!("open: {base}/#/open/{user}/{token}"));
        }
        for (index, account) in self.accounts.iter().enumerate() {
            let number = if index == 0 { String::new() } else { format!("-{}", index + 1) };
            output::line(&format!("user{number}: {}", account.user));
            output::line(&format!("container{number}: {}", account.space));
            output::line(&format!("token{number}: {}", account.token));
            output::line(&format!("mobile{number}: {}", account.mobile));
        }
        if let Some(family) = &self.family {
            output::line(&format!("group: {}", family.facts.group));
            output::line(&format!("share-folder: {}", family.facts.id));
            output::line(&format!("share-folder-file: {}", family.folder));
        }
        output::line(&format!("app-id: {}", self.app.id));
        output::line(&format!("app-secret: {}", self.app.secret));
        let Some(Account { user, token, .. }) = self.accounts.first() else { return };
        let api = format!("{base}/koodrive/ose/v1");
        let headers = format!("-H \"Authorization: Bearer {token}\" -H \"X-User-Id: {user}\" -H \"X-Date: {date}\"");
        output::line("");
        output::line("# create an album and keep its ID");
        output::line(&format!(
            "album=$(curl -s {headers} -d '{{\"name\":\"My album\",\"type\":2,\"albumKind\":1}}' {api}/album/create | sed 's/.*\"albumId\":\"\\([0-9]*\\)\".*/\\1/'); echo $album"
        ));
        let files: Vec<String> =
            self.pictures.iter().map(|file| format!("{{\"fileId\":\"{file}\",\"ownerId\":\"{user}\"}}")).collect();
        if !files.is_empty() {
            output::line("# add photos to it");
            output::line(&format!(
                "curl -s {headers} -d '{{\"fileIds\":[{}]}}' {api}/album/$album/add; echo",
                files.join(",")
            ));
        }
        output::line("# see what is in it, and all albums");
        output::line(&format!("curl -s {headers} {api}/album/$album/list; echo"));
        output::line(&format!("curl -s {headers} \"{api}/album/list?albumKind=1&albumType=2\"; echo"));
        output::line("# see the albums that are rules: what is below some folders");
        output::line(&format!("curl -s {headers} \"{api}/album/list?albumKind=1&albumType=1\"; echo"));
        if let (Some(_), Some(relative)) = (&self.family, self.accounts.get(1)) {
            let Account { user, token, .. } = relative;
            let headers =
                format!("-H \"Authorization: Bearer {token}\" -H \"X-User-Id: {user}\" -H \"X-Date: {date}\"");
            output::line("# see what the family shares, as the relative sees it");
            output::line(&format!("curl -s {headers} \"{api}/album/list?albumKind=2&albumType=2\"; echo"));
        }
        output::line(&format!("# the whole interface: {base}/docs/"));
    }
}
