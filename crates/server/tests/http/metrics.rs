//! The numbers for the operator.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use http_body_util::BodyExt;

use crate::support::World;

/// The lines of `/metrics` that count requests.
async fn counted(world: &World) -> Vec<String> {
    let page = world.raw(Request::get("/metrics").body(Body::empty()).unwrap()).await;
    assert_eq!(page.status(), StatusCode::OK);
    let text = page.into_body().collect().await.unwrap().to_bytes();
    let lines = std::str::from_utf8(&text).unwrap().lines();
    lines.filter(|line| line.starts_with("leporello_requests_total{")).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_method_that_is_made_up_makes_no_series_of_its_own() {
    let world = World::new().await;
    for path in ["/healthz", "/nowhere"] {
        for method in ["GET", "POST", "TRACE", "CONNECT", "get", "PROPFIND", "MADEUP1", "MADEUP2", "MADEUP3"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            world.raw(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await;
        }
    }
    let counted = counted(&world).await;
    let count = |method: &str, route: &str| {
        let labels = [format!("method=\"{method}\""), format!("route=\"{route}\"")];
        let mut lines = counted.iter().filter(|line| labels.iter().all(|label| line.contains(label)));
        let line = lines.next().unwrap_or_else(|| panic!("no {labels:?} in {counted:?}"));
        assert_eq!(lines.next(), None, "{labels:?} in {counted:?}");
        line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()
    };
    for route in ["/healthz", "unknown"] {
        assert_eq!((count("GET", route), count("POST", route), count("other", route)), (1, 1, 7), "{route}");
    }
    assert_eq!(counted.len(), 6, "{counted:?}");
}
