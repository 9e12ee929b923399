//! Calls without async.

use chatwire_core::{Blocking, Config, ErrorKind, wait_on};

use crate::server::{Server, answer};
use crate::{get, ignore, with};

#[test]
fn a_call_is_waited_for_over_a_real_socket_from_many_threads() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(|_| answer(200, &[], "[1, 2]")));
    let http = with(Config::new().base_url(&server.url).unwrap());
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let http = http.clone();
            std::thread::spawn(move || get(&http).json_reply::<Vec<u8>>().wait())
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap().unwrap(), [1, 2]);
    }
    assert_eq!(server.seen().len(), 8);
}

#[tokio::test]
async fn inside_async_it_is_refused() {
    let err = ignore(get(&with(Config::new()))).wait().unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Unsupported);
}

#[test]
fn what_gives_no_result_is_waited_for_as_well() {
    // It needs the runtime, which async programs bring along.
    let ticked = async { tokio::time::interval(std::time::Duration::from_secs(1)).tick().await };
    wait_on(ticked).unwrap();
}

#[tokio::test]
async fn inside_async_the_function_is_refused_too() {
    assert_eq!(wait_on(async {}).unwrap_err().kind(), ErrorKind::Unsupported);
}
