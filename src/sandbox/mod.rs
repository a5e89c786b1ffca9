//! The sandbox: an embedded server with the paths and envelopes of Pipedrive and a fictional company.
//! It has its own thread and runtime, so that it responds while a prompt blocks the main thread.

mod data;
mod faults;
mod journal;
mod json;
mod play;
mod rate_limit;
mod routes;
mod seed;
mod server;
mod wire;
mod world;

pub use data::company::CompanyKind;
pub use faults::Fault;
pub(crate) use journal::{move_to as move_state, read_company_kind};
pub use play::Play;
pub use rate_limit::Plan;
pub use seed::deals::DEALS;
#[cfg(fuzzing)]
pub(crate) use wire::call::{Body, Call};
#[cfg(fuzzing)]
pub(crate) use wire::cursor::Cursor;
pub use world::{Setup, World};

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

/// A running sandbox; it stops when dropped.
pub struct Sandbox {
    addr: SocketAddr,
    world: Arc<Mutex<World>>,
    /// Dropping the sender stops the server.
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Sandbox {
    /// Starts a sandbox on a free loopback port.
    pub fn start(world: World) -> io::Result<Sandbox> {
        Sandbox::start_on(world, 0)
    }

    pub fn start_on(world: World, port: u16) -> io::Result<Sandbox> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let world = Arc::new(Mutex::new(world));
        let (running, stop) = oneshot::channel();
        let served = Arc::clone(&world);
        let server = thread::Builder::new()
            .name("sandbox".into())
            .spawn(move || server::run(listener, served, stop))?;
        Ok(Sandbox { addr, world, running: Some((running, server)) })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Locks the state; the server waits while the guard is held.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some((running, server)) = self.running.take() {
            drop(running);
            // Wait until the port is free; a panic of the server is ignored.
            let _ = server.join();
        }
    }
}
