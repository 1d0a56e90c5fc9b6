//! What `wirelight ws` sends: the options that say so, in the order in which they stand on the command line.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::frame_option::{parse_close, parse_frame};
use crate::{
    cli::{CliError, variables::Filler},
    protocols::websocket::{
        RawFrame,
        send::{
            draft::{Content, parse_base64},
            template::Template,
        },
    },
};

/// One thing that is sent.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// A message or a ping.
    Message(Content),
    /// The lines of a file, each a text message.
    Lines(PathBuf),
    /// A frame exactly as it is described.
    Frame(RawFrame),
    /// The lines of standard input, each a text message.
    Stdin,
}

/// Everything that is sent, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Sends {
    /// As typed, in order.
    given: Vec<Given>,
    fills_placeholders: bool,
    /// As meant: see [`Self::make`].
    pub(super) steps: Vec<Step>,
    /// A close frame that breaks the rules, sent at the end.
    pub(super) illegal_close: Option<RawFrame>,
}

/// One of the options, with its value.
#[derive(Clone, Debug)]
enum Given {
    Option(&'static SendOption, String),
    Stdin,
}

impl Sends {
    /// Makes the steps of what was typed, its variables filled in.
    ///
    /// # Errors
    /// When something cannot be sent as it is written: exit 2.
    pub(super) fn make(&mut self, filler: &Filler) -> Result<(), CliError> {
        let template = |text: &str| filler.template(text, self.fills_placeholders);
        let step = |given: &Given| match given {
            Given::Option(option, value) => (option.step)(value, &template)
                .map_err(|why| CliError::usage(why).context(format!("--{}", option.name))),
            Given::Stdin => Ok(Step::Stdin),
        };
        let steps = self.given.iter().map(step).collect::<Result<_, _>>()?;
        self.steps = steps;
        Ok(())
    }

    /// Whether standard input is read.
    pub(super) fn reads_stdin(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Stdin))
    }

    /// The step that is repeated: the last one but standard input.
    pub(super) fn repeated(&self) -> Option<usize> {
        self.steps.iter().rposition(|step| !matches!(step, Step::Stdin))
    }
}

const HEADING: &str = "What is sent, in the order of the options";

/// Makes a template of a text, its variables filled in.
type MakeTemplate<'a> = dyn Fn(&str) -> Template + 'a;

/// An option that sends something each time that it is given.
#[derive(Debug)]
struct SendOption {
    name: &'static str,
    value: &'static str,
    help: &'static str,
    /// Makes the step of a value; how a template is made of its text.
    step: fn(&str, &MakeTemplate<'_>) -> Result<Step, String>,
}

static OPTIONS: [SendOption; 8] = [
    SendOption {
        name: "send",
        value: "TEXT",
        help: "Send this text; repeat it for more",
        step: |text, template| Ok(Step::Message(Content::Text(template(text)))),
    },
    SendOption {
        name: "send-json",
        value: "JSON",
        help: "Send this text after a check that it is JSON",
        step: |text, template| checked(Content::Json(template(text))),
    },
    SendOption {
        name: "send-hex",
        value: "HEX",
        help: "Send these bytes: two hexadecimal digits each, with any space between them",
        step: |text, template| checked(Content::Hex(template(text))),
    },
    SendOption {
        name: "send-base64",
        value: "BASE64",
        help: "Send these bytes",
        step: |text, _| parse_base64(text).map(|bytes| Step::Message(Content::Binary(bytes))).map_err(words),
    },
    SendOption {
        name: "send-file",
        value: "FILE",
        help: "Send this file as one binary message; repeat it for more",
        step: |path, _| existing(path).map(|path| Step::Message(Content::File(path))),
    },
    SendOption {
        name: "send-lines",
        value: "FILE",
        help: "Send each line of this file as a text",
        step: |path, _| existing(path).map(Step::Lines),
    },
    SendOption {
        name: "ping",
        value: "PAYLOAD",
        help: "Send a ping that carries this text, at most 125 bytes",
        step: |text, template| checked(Content::Ping(template(text))),
    },
    SendOption {
        name: "send-frame",
        value: "KEY=VALUE,…[:HEX]",
        help: "Send a frame exactly so, also against the rules: fin=0|1, rsv=0..7 (4 is RSV1), opcode=0..15, mask=0|1, \
               then a colon and its payload, as in 'fin=1,rsv=4,opcode=3,mask=0:c328'",
        step: |text, _| parse_frame(text).map(Step::Frame),
    },
];

impl clap::Args for Sends {
    fn augment_args(command: Command) -> Command {
        let command = OPTIONS.iter().fold(command, |command, given| {
            command.arg(
                Arg::new(given.name)
                    .long(given.name)
                    .value_name(given.value)
                    .help(given.help)
                    .action(ArgAction::Append)
                    .allow_hyphen_values(true)
                    .value_parser(value_parser!(String))
                    .help_heading(HEADING),
            )
        });
        let flag = |name: &'static str, help: &'static str| {
            Arg::new(name).long(name).help(help).action(ArgAction::SetTrue).help_heading(HEADING)
        };
        let close = Arg::new("close-illegal").long("close-illegal").value_name("CODE[:REASON]");
        command
            .arg(flag("stdin", "Send each line of standard input as a text, and close at its end"))
            .arg(flag(
                "placeholders",
                "Fill in {{n}}, {{now}}, {{uuid}} and {{random:N}} in texts, JSON, hex and pings",
            ))
            .arg(
                close
                    .help("As --close, with any code from 0 to 65535 and a reason of any length")
                    .conflicts_with("close")
                    .value_parser(parse_close)
                    .help_heading(HEADING),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for Sends {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut sends = Self::default();
        sends.update_from_arg_matches(matches)?;
        Ok(sends)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.fills_placeholders = matches.get_flag("placeholders");
        let mut placed = Vec::new();
        for given in &OPTIONS {
            let values = matches.get_many::<String>(given.name).into_iter().flatten();
            for (value, place) in values.zip(matches.indices_of(given.name).into_iter().flatten()) {
                placed.push((place, rank(given.name), Given::Option(given, value.clone())));
            }
        }
        if matches.get_flag("stdin") {
            let place = matches.index_of("stdin").unwrap_or(usize::MAX);
            placed.push((place, rank("stdin"), Given::Stdin));
        }
        self.given = in_order(placed);
        self.illegal_close = matches.get_one("close-illegal").cloned();
        Ok(())
    }
}

/// `--send`, `--send-file` and `--stdin` are sent in this order among themselves, wherever they stand.
fn rank(name: &str) -> Option<u8> {
    match name {
        "send" => Some(0),
        "send-file" => Some(1),
        "stdin" => Some(2),
        _ => None,
    }
}

/// Sorts them by their places on the command line. Those with a rank share their places among themselves, by rank.
fn in_order(mut placed: Vec<(usize, Option<u8>, Given)>) -> Vec<Given> {
    placed.sort_by_key(|(place, ..)| *place);
    let is_ranked: Vec<bool> = placed.iter().map(|(_, rank, _)| rank.is_some()).collect();
    let (mut ranked, others): (Vec<_>, Vec<_>) = placed.into_iter().partition(|(_, rank, _)| rank.is_some());
    ranked.sort_by_key(|(_, rank, _)| *rank);
    let (mut ranked, mut others) = (ranked.into_iter(), others.into_iter());
    let next = |is_ranked: bool| if is_ranked { ranked.next() } else { others.next() };
    is_ranked.into_iter().filter_map(next).map(|(.., given)| given).collect()
}

fn checked(content: Content) -> Result<Step, String> {
    content.check().map_err(words)?;
    Ok(Step::Message(content))
}

fn existing(path: &str) -> Result<PathBuf, String> {
    let found = std::fs::metadata(path);
    if found.is_ok_and(|found| !found.is_dir()) { Ok(path.into()) } else { Err(format!("there is no file {path}")) }
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
