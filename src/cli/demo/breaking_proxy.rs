//! A TCP proxy that breaks once: it forwards to a server, and ends its first connection with a long request in the middle
//! of it. It knows no HTTP.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::engine::Spawner;

/// Starts the proxy; the first connection that carries more than `cut_after_bytes` to the server is cut there.
///
/// # Errors
/// When there is no free port: the part of the demo fails then.
pub(super) async fn start(server: SocketAddr, cut_after_bytes: usize, spawner: Spawner) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    spawner.clone().spawn(async move {
        let (cut_tx, mut cut_rx) = tokio::sync::mpsc::channel(1);
        let mut is_cut = false;
        while let Ok((client, _)) = listener.accept().await {
            is_cut |= cut_rx.try_recv().is_ok();
            let limit = if is_cut { usize::MAX } else { cut_after_bytes };
            let cut_tx = cut_tx.clone();
            spawner.spawn(async move {
                if let Ok(Forwarded::Cut) = forward(client, server, limit).await {
                    // One message is enough for all that follow.
                    cut_tx.try_send(()).ok();
                }
            });
        }
    });
    Ok(address)
}

enum Forwarded {
    Whole,
    Cut,
}

async fn forward(mut client: TcpStream, server: SocketAddr, limit: usize) -> io::Result<Forwarded> {
    let mut server = TcpStream::connect(server).await?;
    let (mut to_server, mut to_client) = (vec![0; 64 * 1024], vec![0; 16 * 1024]);
    let mut carried = 0;
    loop {
        tokio::select! {
            read = client.read(&mut to_server) => {
                let count = read?;
                if count == 0 {
                    return Ok(Forwarded::Whole);
                }
                let count = count.min(limit - carried);
                server.write_all(&to_server[..count]).await?;
                carried += count;
                if carried == limit {
                    return Ok(Forwarded::Cut);
                }
            }
            read = server.read(&mut to_client) => {
                let count = read?;
                if count == 0 {
                    return Ok(Forwarded::Whole);
                }
                client.write_all(&to_client[..count]).await?;
            }
        }
    }
}
