//! Rules against messages.

use std::time::Duration;

use super::*;
use crate::transcript::{Mode, Pattern};

fn rule(text: &str, mode: Mode, answer: &str) -> Rule {
    let pattern = Pattern { text: text.to_owned(), mode, match_case: true };
    Rule { pattern, answer: answer.to_owned(), ..Rule::default() }
}

fn replier(rules: Vec<Rule>, order: Order) -> Replier {
    Replier::new(Replies { rules, order, echoes: false }).expect("patterns")
}

fn answers(replier: &mut Replier, message: &'static str, now: Instant) -> Vec<String> {
    replier.message(&Bytes::from_static(message.as_bytes()), now);
    std::iter::from_fn(|| replier.due(now))
        .map(|reply| reply.answer.expand(reply.number, jiff::Timestamp::UNIX_EPOCH))
        .collect()
}

#[test]
fn a_message_is_matched_by_text_by_regular_expression_and_by_json_path() {
    let now = Instant::now();
    let rules = vec![
        rule("hello", Mode::Text, "text"),
        rule("^[0-9]+$", Mode::Regex, "regex"),
        rule("$.type == \"ping\"", Mode::JsonPath, "json"),
        rule("", Mode::Text, "any"),
        Rule { is_on: false, ..rule("hello", Mode::Text, "off") },
    ];
    let mut all = replier(rules.clone(), Order::All);
    assert_eq!(answers(&mut all, "say hello", now), ["text", "any"]);
    assert_eq!(answers(&mut all, "42", now), ["regex", "any"]);
    assert_eq!(answers(&mut all, r#"{"type":"ping"}"#, now), ["json", "any"]);
    assert_eq!(answers(&mut all, "Hello", now), ["any"]);
    let hits: Vec<_> = all.counts().iter().map(|count| count.hits).collect();
    assert_eq!(hits, [1, 1, 1, 4, 0]);
    let mut first = replier(rules, Order::First);
    assert_eq!(answers(&mut first, "say hello", now), ["text"]);
    assert_eq!(answers(&mut first, "else", now), ["any"]);
}

#[test]
fn placeholders_count_the_hits_of_their_rule() {
    let mut replier = replier(vec![rule("a", Mode::Text, "{{n}}!"), rule("b", Mode::Text, "b{{n}}")], Order::First);
    let now = Instant::now();
    let sent = ["a", "b", "a"].map(|message| answers(&mut replier, message, now).concat());
    assert_eq!(sent, ["1!", "b1", "2!"]);
}

#[test]
fn replies_come_in_the_order_of_their_times() {
    let start = Instant::now();
    let late = Rule { delay: Duration::from_millis(100), ..rule("a", Mode::Text, "late") };
    let mut replier = replier(vec![late, rule("b", Mode::Text, "soon")], Order::All);
    replier.message(&Bytes::from_static(b"a"), start);
    replier.message(&Bytes::from_static(b"b"), start + Duration::from_millis(10));
    assert_eq!(replier.next_at(), Some(start + Duration::from_millis(10)));
    assert_eq!(replier.due(start), None);
    let late = start + Duration::from_millis(100);
    let order: Vec<_> = std::iter::from_fn(|| replier.due(late)).map(|reply| reply.rule).collect();
    assert_eq!((order, replier.next_at()), (vec![1, 0], None));
}

#[test]
fn a_loop_is_held_back_and_that_is_said_once() {
    let start = Instant::now();
    let mut replier = replier(vec![Rule { per_second: 2, ..rule("", Mode::Text, "again") }], Order::First);
    let message = Bytes::from_static(b"again");
    let said: Vec<_> = (0..4).map(|_| replier.message(&message, start).held_back_from_now).collect();
    assert_eq!(said, [None, None, Some(0), None]);
    assert_eq!(replier.counts(), [Counts { hits: 4, held_back: 2 }]);
    assert_eq!(std::iter::from_fn(|| replier.due(start)).count(), 2);
    let later = start + Duration::from_secs(1);
    let said: Vec<_> = (0..3).map(|_| replier.message(&message, later).held_back_from_now).collect();
    assert_eq!(said, [None, None, Some(0)]);
}

#[test]
fn what_waits_is_bounded() {
    let rule = Rule { per_second: u32::MAX, delay: MAX_DELAY, ..rule("", Mode::Text, "x") };
    let mut replier = replier(vec![rule], Order::First);
    for _ in 0..=MAX_PENDING {
        replier.message(&Bytes::new(), Instant::now());
    }
    assert_eq!(replier.counts()[0].held_back, 1);
    replier.forget_pending();
    assert_eq!(replier.next_at(), None);
}

#[test]
fn rules_change_while_the_session_goes_on() {
    let now = Instant::now();
    let mut replier = replier(vec![rule("a", Mode::Text, "1"), rule("b", Mode::Text, "2")], Order::First);
    answers(&mut replier, "a", now);
    answers(&mut replier, "b", now);
    let with_echo = |rules| Replies { rules, ..Replies::echo() };
    replier.set(with_echo(vec![rule("a", Mode::Text, "one"), rule("c", Mode::Text, "2")])).expect("patterns");
    assert!(replier.echoes());
    assert_eq!(replier.counts().iter().map(|count| count.hits).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(answers(&mut replier, "a", now), ["one"]);
    replier.set(with_echo(vec![rule("(", Mode::Regex, "")])).expect_err("no pattern");
    assert_eq!(answers(&mut replier, "a", now), ["one"]);
}
