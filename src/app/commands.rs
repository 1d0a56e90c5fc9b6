//! Commands of other programs in and out: what is pasted into an address becomes fields, and fields are copied as commands.

use egui::Context;

use super::tabs::Tabs;
use crate::{
    desk::command::{
        CommandError, CommandTarget, ReadCommand, WhyLeftOut, Written, is_command, masked, quoting::QuotingError,
        read_command, write_command,
    },
    i18n::I18n,
    protocols,
    settings::Settings,
    ui::{
        command::{CommandText, CopyTarget},
        left_out::{LeftOut, LeftOutPart},
        notice::{Notices, Weight},
        tab_context::{CopyRequest, WindowRequests},
    },
};

/// What a tab has asked of the window in this frame, and what answering it needs.
pub(super) struct Answering<'a> {
    pub(super) i18n: &'a I18n,
    pub(super) tabs: &'a mut Tabs,
    pub(super) settings: &'a Settings,
    pub(super) notices: &'a mut Notices,
}

/// Tells a command from an address.
pub(super) fn command_text(i18n: &I18n, text: &str) -> CommandText {
    if !is_command(text) {
        return CommandText::None;
    }
    match read_command(text) {
        Ok(_) => CommandText::Readable,
        Err(error) => CommandText::Unreadable(error_words(i18n, &error)),
    }
}

impl Answering<'_> {
    /// Does what was asked.
    pub(super) fn answer(&mut self, asked: WindowRequests, ctx: &Context) {
        if let Some(text) = asked.command {
            self.fill(&text);
            ctx.request_repaint();
        }
        if let Some(request) = asked.copy {
            self.copy(request, ctx);
        }
    }

    /// Fills the tab in front, or a new one of the protocol that the command means.
    fn fill(&mut self, text: &str) {
        let ReadCommand { connection, left_out } = match read_command(text) {
            Ok(read) => read,
            // It could be read when it was asked for.
            Err(error) => return self.notices.say(Weight::Bad, error_words(self.i18n, &error)),
        };
        let id = connection.protocol.id();
        let fits = self.tabs.active().is_some_and(|open| open.tab.descriptor().id == id);
        if !fits {
            let Some(descriptor) = protocols::ALL.iter().find(|descriptor| descriptor.id == id) else { return };
            self.tabs.add(*descriptor);
        }
        let Some(open) = self.tabs.active() else { return };
        let flags = open.tab.fill(&connection);
        let mut parts: Vec<_> =
            left_out.into_iter().map(|part| LeftOutPart { text: part.text, why_key: why_key(part.why) }).collect();
        parts.extend(flags.into_iter().map(|text| LeftOutPart { text, why_key: why_key(WhyLeftOut::NoField) }));
        if !parts.is_empty() {
            open.tab.tell_left_out(LeftOut { parts });
        }
        self.notices.say(Weight::Good, self.i18n.text("command-filled"));
    }

    fn copy(&mut self, request: CopyRequest, ctx: &Context) {
        let Some(connection) = self.tabs.active().and_then(|open| open.tab.connection()) else { return };
        let shown = if request.with_secrets {
            connection.clone()
        } else {
            masked(connection.clone(), &self.settings.secrets())
        };
        let Written { text, left_out } = write_command(&shown, target(request.target));
        ctx.copy_text(text);
        let target = self.i18n.text(request.target.name_key()).into_owned();
        let mut words = self.i18n.text_with("copy-as-done", &[("target", target.into())]).into_owned();
        if shown != connection {
            words = format!("{words} {}", self.i18n.text("copy-as-masked"));
        }
        if !left_out.is_empty() {
            let args = [("flags", left_out.join(", ").into())];
            words = format!("{words} {}", self.i18n.text_with("copy-as-without", &args));
        }
        // What is missing has to be seen.
        let weight = if left_out.is_empty() { Weight::Good } else { Weight::Bad };
        self.notices.say(weight, words);
    }
}

fn target(target: CopyTarget) -> CommandTarget {
    match target {
        CopyTarget::Curl => CommandTarget::Curl,
        CopyTarget::Websocat => CommandTarget::Websocat,
        CopyTarget::Wirelight => CommandTarget::Wirelight,
        CopyTarget::JavaScript => CommandTarget::JavaScript,
    }
}

fn why_key(why: WhyLeftOut) -> &'static str {
    match why {
        WhyLeftOut::OutputOnly => "left-out-output",
        WhyLeftOut::NoField => "left-out-no-field",
        WhyLeftOut::UnknownOption => "left-out-unknown",
        WhyLeftOut::FromFile => "left-out-file",
        WhyLeftOut::MadeAnew => "left-out-made-anew",
        WhyLeftOut::ShellVariable => "left-out-variable",
        WhyLeftOut::ShellOperator => "left-out-shell",
        WhyLeftOut::MoreAddresses => "left-out-more",
    }
}

fn error_words(i18n: &I18n, error: &CommandError) -> String {
    match error {
        CommandError::Quoting(QuotingError::Unclosed { at }) => {
            i18n.text_with("command-unclosed", &[("at", (*at as u64).into())])
        }
        CommandError::Program { program } => i18n.text_with("command-program", &[("program", program.as_str().into())]),
        CommandError::NoAddress => i18n.text("command-no-address"),
        CommandError::Server => i18n.text("command-server"),
        CommandError::NoValue { option } => i18n.text_with("command-no-value", &[("option", option.as_str().into())]),
    }
    .into_owned()
}
