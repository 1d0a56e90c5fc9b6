//! What a person can ask for in the tab of a WebSocket.

/// An action of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open a connection.
    Connect,
    /// Close it, with the chosen code and reason.
    Close,
    /// Wait no longer for the peer to finish the close.
    Drop,
    /// Send what is written.
    Send,
    /// Send a ping.
    Ping,
    /// Send what is written as a piece of a message.
    SendFragment {
        /// Whether it ends the message.
        is_last: bool,
    },
    /// Send what is written again and again.
    Repeat,
    /// Send the lines of a file.
    SendLines,
    /// End either.
    StopRepeat,
    /// Send the frame that breaks the rules.
    SendFrame,
    /// Other pings, another alarm.
    SetLiveness,
    /// Answer no ping from now on, or every one again.
    WithholdPongs,
    /// Other replies.
    SetReplies,
    /// Show the plots, or hide them.
    ShowPlots,
    /// Wait no longer for the next attempt.
    ReconnectNow,
    /// Make no further attempt.
    StopReconnecting,
}
