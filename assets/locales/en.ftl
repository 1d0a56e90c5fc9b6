### Wirelight in English. Sections are one a part of the window; zh-CN.ftl has the same keys in the same order.

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
