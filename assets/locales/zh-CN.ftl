### Wirelight in Simplified Chinese, with the keys of en.ftl in the same order.

## Window

app-title = Wirelight

## Shared widgets

## Settings

## Lab

## Upload

## WebSocket

## Server-Sent Events

## Long polling

## End
