//! `serving`: stored 256-pixel thumbnails, each request with its link and its rights checked, against nginx that
//! serves the same bytes from files. Two workers each; the same generator for both.

use std::fmt::Write;
use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{all_made, camera, library};
use crate::report::{Line, Report, Wanted};
use crate::{Bench, Failed, machine};

const PHOTOS: u64 = 100;
const CONNECTIONS: &str = "32";
const SECONDS: &str = "5s";

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let scratch = bench.program.scratch()?;
    let [photos, data, site] = ["photos", "data", "site"].map(|name| scratch.path().join(name));
    [&data, &site].iter().try_for_each(fs::create_dir)?;
    camera::fill(&photos, PHOTOS)?;
    let user = library(&bench.program, &data, &photos)?;
    let server = bench.program.serve(&data)?;
    let mut connection = server.connect()?;
    all_made(&mut connection)?;
    let visitor = bench.program.visitor(&data, user)?;
    let listed = connection.send(
        &visitor
            .post("/files/search", r#"{"searchType":"personal","filter":{"fileType":"15"},"usage":"midThumbnail"}"#),
    )?;
    let links = links(listed)?;
    let mut files = Vec::new();
    for (number, link) in links.iter().enumerate() {
        let request = format!("GET {link} HTTP/1.1\r\nHost: bench\r\n\r\n");
        let bytes = connection.bytes(request.as_bytes())?.to_vec();
        fs::write(site.join(format!("{number}.jpg")), bytes)?;
        files.push(format!("/{number}.jpg"));
    }
    let nginx = Nginx::start(scratch.path(), &site)?;
    let (ours, theirs) = (script(scratch.path(), "ours", &links)?, script(scratch.path(), "theirs", &files)?);
    let rates = machine::in_turns(bench.rounds, || load(server.address(), &ours), || load(nginx.address, &theirs))?;
    report.add(Line::compared("stored thumbnails, rights checked", "requests/s", rates, Wanted::RatioAtLeast(0.5)));
    server.stop()
}

/// The paths of all links in an answer.
fn links(answer: &str) -> Result<Vec<String>, Failed> {
    let starts = answer.split("\"downloadUrl\":\"").skip(1);
    let links = starts.map(|rest| {
        let link = rest.split_once('"').ok_or("a link without an end")?.0;
        let at = link.find("/links/").ok_or("no link")?;
        Ok(link[at..].to_owned())
    });
    let links: Vec<String> = links.collect::<Result<_, Failed>>()?;
    if links.len() as u64 == PHOTOS { Ok(links) } else { Err(format!("{} links", links.len()).into()) }
}

/// A script for the generator that asks for these paths in turn.
fn script(folder: &Path, name: &str, paths: &[String]) -> Result<PathBuf, Failed> {
    let mut text = "local paths = {\n".to_owned();
    for path in paths {
        writeln!(text, "  {path:?},")?;
    }
    text.push_str(
        "}\nlocal at = 0\nrequest = function()\n  at = at % #paths + 1\n  return wrk.format(\"GET\", paths[at])\nend\n\
         done = function(summary)\n  local e = summary.errors\n  print(\"failed: \" .. e.status + e.connect + e.read + e.write + e.timeout)\nend\n",
    );
    let path = folder.join(format!("{name}.lua"));
    fs::write(&path, text)?;
    Ok(path)
}

/// Requests per second.
fn load(address: SocketAddr, script: &Path) -> Result<f64, Failed> {
    let output = Command::new(machine::tool("wrk")?)
        .args(["-t1", "-c", CONNECTIONS, "-d", SECONDS, "-s"])
        .arg(script)
        .arg(format!("http://{address}/"))
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    if !text.contains("failed: 0") {
        return Err(format!("requests failed:\n{text}").into());
    }
    let line = text.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:")).ok_or("no rate")?;
    Ok(line.trim().parse()?)
}

/// nginx over a folder of files, until it is dropped.
struct Nginx {
    child: Child,
    address: SocketAddr,
}

impl Nginx {
    fn start(scratch: &Path, site: &Path) -> Result<Self, Failed> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let (root, scratch) = (site.display(), scratch.display());
        let settings = format!(
            "daemon off; user root; worker_processes 2; pid {scratch}/nginx.pid; error_log stderr crit;\n\
             events {{ worker_connections 1024; }}\n\
             http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; types {{ image/jpeg jpg; }}\n\
             server {{ listen {address}; root {root}; }} }}\n"
        );
        let file = format!("{scratch}/nginx.conf");
        fs::write(&file, settings)?;
        let child = Command::new(machine::tool("nginx")?).args(["-c", &file]).stdout(Stdio::null()).spawn()?;
        let nginx = Self { child, address };
        for _ in 0..100 {
            if TcpStream::connect(address).is_ok() {
                return Ok(nginx);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err("nginx does not listen".into())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers go only if it is asked, not killed.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
