//! What the window asks of a session, whether its connection is open or not. Sans-IO.

use tokio::time::Instant;

use super::{
    super::{
        connection::Automation,
        event::{Command, Event},
        send::{CloseTimeout, SendQueue, repeat::Stage},
    },
    Task,
};

impl Task {
    /// Does it, or keeps it for the time when it can be done. What cannot be sent is an error row.
    pub(super) fn handle(&mut self, command: Command, queue: &mut SendQueue, automation: &mut Automation) {
        let rows = &mut self.driver.rows;
        let queued = match command {
            Command::Send(message) => queue.push(message),
            Command::SendFrame(frame) => queue.push_frame(frame),
            Command::SendDraft(draft) => queue.push_draft(draft),
            Command::SendFragment(fragment) => queue.push_fragment(&fragment),
            other => return self.change(other, queue, automation),
        };
        if let Err(error) = queued {
            rows.error(&error);
        }
    }

    fn change(&mut self, command: Command, queue: &mut SendQueue, automation: &mut Automation) {
        let rows = &mut self.driver.rows;
        match command {
            Command::Repeat(order) => queue.repeat(order),
            Command::StopRepeat => queue.sending.repeat.stop(Stage::Stopped),
            Command::WithholdPongs(withholds) => queue.withhold_pongs(withholds),
            Command::SetLiveness(options) => automation.set_liveness(options, Instant::now(), rows),
            Command::SetReplies(replies) => automation.set_replies(replies, rows),
            Command::ShowQueues(is_shown) => automation.queues.show(is_shown),
            // The next request sends others.
            Command::ChangeCookies(change) => {
                self.cookies.apply(&change);
                rows.event(Event::Cookies(change));
            }
            Command::Ping(payload) => queue.ping(payload.into()),
            Command::Close(close) => queue.close(close, CloseTimeout::Limited),
            Command::Finish(close) => queue.close(close, CloseTimeout::Endless),
            // Only a wait can be cut short; what is sent is in the queue already.
            Command::ReconnectNow
            | Command::Send(_)
            | Command::SendFrame(_)
            | Command::SendDraft(_)
            | Command::SendFragment(_) => {}
        }
    }
}
