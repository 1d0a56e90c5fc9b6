### Wirelight in Simplified Chinese, with the keys of en.ftl in the same order.

## Window

app-title = Wirelight
tab-new = 打开另一个会话
tab-close = 关闭 { $name }
tabs-none = 没有打开的会话
language-switch = 语言：English / 中文
language-title = 语言
language-system = 跟随系统
theme-title = 主题
theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色
fonts-missing = 此系统没有字体：只能显示拉丁、希腊和西里尔文字。请安装字体包以显示其他文字。

## Shared widgets

notice-dismiss = 关闭提示
cancel = 取消
session-busy = 会话正忙，请稍后再试。
session-over = 会话已结束，请先重新打开。
save-title = 保存会话记录
save-what = JSON Lines 格式，包含本会话的每一行，与命令行输出相同。
save-path = 文件
save-browse = 浏览…
save-secrets = 包含机密
save-secrets-hint = 否则机密请求头的值和 URL 中的密码会写成 ***。
save-now = 保存
save-done = 已保存 { $rows } 行到 { $path }
save-failed = 记录未能保存：{ $reason }
list-name = 记录
list-scroll-bar = 记录的滚动条
list-dropped-rows = 因上限已移除 { $count } 行较早的记录
list-time = 时间
list-delta = Δ 毫秒
list-kind = 类型
list-size = 大小
list-preview = 预览
list-filter = 筛选
list-follow = 跟随最新一行
list-clear = 清空列表
list-save = 保存会话记录…
list-kinds = 类型
list-no-match = 没有符合筛选的行
chip-shown = { $name }，{ $count } 行，显示
chip-hidden = { $name }，{ $count } 行，隐藏
inspector-text = 文本
inspector-http = HTTP
inspector-details = 详情
inspector-copy = 复制
inspector-copied = 已复制
inspector-close = 关闭检查器
inspector-resize = 检查器的宽度
inspector-none = 选择一行以查看全部内容
inspector-no-http = 尚未发送请求
inspector-no-text = 这一行没有内容
inspector-cut = 显示了 { $total } 中的前 { $shown }；复制时为全部
inspector-pretty = 格式化 JSON
inspector-request = 请求
inspector-response = 响应
inspector-body = 正文
address-name = 网址
address-insecure = 证书未经验证
address-tls = 使用 TLS 加密
address-plain = 未加密
address-password-lost = 此网址中的密码没有保存，请重新输入。
headers-title = 请求头
headers-name = 名称
headers-value = 值
headers-value-bad = 请求头的值不能包含控制字符
headers-add = 添加请求头
headers-remove = 移除请求头 { $name }
headers-not-saved = 不保存
headers-not-saved-hint = 此请求头的值是机密：仅在程序运行期间保留。
security-title = 安全
security-skip = 不验证证书
security-skip-hint = 仅对本会话有效。途中的任何人都可能读取和篡改内容。
security-ca = 额外的证书机构（PEM 文件）
security-ca-hint = 除系统之外还信任的证书文件
security-browse = 选择文件…
security-off-title = 证书未经验证
security-off-text = 从这里到服务器之间的任何人都可能读取和篡改此会话。
security-off-undo = 恢复验证
status-in = 收
status-out = 发
status-rate = 最近一分钟每秒的消息数
status-elapsed = 会话开始以来的时间
no-dialog = 此系统没有文件对话框，请输入或粘贴路径。

## Settings

settings-title = 设置
settings-done = 完成
settings-limit = 记录上限
settings-limit-hint = 一个会话在内存中保留的大小。超出后最早的行会被移除，并显示其数量。新会话使用新的上限。
settings-lab = 随窗口启动实验室
settings-lab-hint = 本机上的演示服务器，四种协议都可以用它试验
settings-version = Wirelight { $version }
settings-broken = 无法读取设置文件。它已保留为 { $path }，窗口以默认设置启动。
settings-newer = 设置由更新的版本写入（格式 { $version }）。原样保留，不会保存任何更改。
settings-unusable = 无法保存设置：{ $path }：{ $reason }

## Lab

lab-title = 实验室
lab-what = 本机上的小型服务器，支持全部四种协议，无需其他服务器即可试验一切。
lab-off = 未运行
lab-changing = 请稍候
lab-running = 运行中
lab-failed = 失败
lab-start = 启动
lab-stop = 停止
lab-restart = 重新启动
lab-panel-open = 实验室：启动、停止、地址、已存储的上传
lab-copy = 复制 { $address }
lab-copied = 已复制实验室的地址
lab-endpoints = 提供的端点
lab-uploads = 已存储的上传：{ $files } 个文件，{ $size } / { $limit }
lab-empty = 清空
lab-empty-hint = 删除所有已存储的上传

## Upload

## WebSocket

## Server-Sent Events

sse-name = 服务器发送事件
sse-about = 一次请求，一个不会结束的响应：服务器以文本行的形式发送事件。流结束后，事件源会再次请求，并说明最后收到的是哪个事件。
sse-begin = 打开事件流
sse-method = 方法
sse-connect = 连接
sse-connect-hint = 在此网址打开一个新的事件源
sse-reconnect-now = 立即重连
sse-reconnect-now-hint = 不再等待剩余的重连时间
sse-close = 关闭
sse-close-hint = 永久关闭事件源，等同于 EventSource.close()
sse-stop-trying = 停止重试
sse-state-connecting = CONNECTING，readyState 0：正在连接，或等待重试
sse-state-open = OPEN，readyState 1：事件流已打开
sse-state-closed = CLOSED，readyState 2：不会再收到任何内容
sse-last-event-id = 最后事件 ID
sse-last-event-id-hint = 下一次请求告诉服务器从哪里继续。为空时不发送。
sse-section-reconnect = 重连
sse-section-body = 正文
sse-reconnect-auto = 自动
sse-reconnect-off = 关闭
sse-reconnects = 流结束或网络出错时重连
sse-reconnects-hint = 按标准：等待重连时间，然后带上 Last-Event-ID 再次请求
sse-retry = 等待（毫秒）
sse-retry-hint = 重连时间。服务器可以用 retry 字段修改它。
sse-retry-apply = 应用
sse-retry-apply-hint = 从下一次等待开始使用此重连时间
sse-continue = 从 { $id } 之后继续
sse-continue-hint = 让下一个事件源从此事件源结束时的 ID 开始
sse-no-reconnect-note = 不使用 GET 的事件源不会重连，否则同一操作会执行两次。
sse-body = 请求正文
sse-body-note = JSON 以 application/json 发送，其他文本以 text/plain 发送，除非请求头另有说明。
sse-body-get-note = GET 没有正文。要发送正文，请选择其他方法。
sse-security-off = 未验证
sse-waiting = 即将重连，剩余
sse-waiting-why = 第 { $attempt } 次 · { $reason }
sse-waiting-tail = 等待中，{ $left } 后再次请求
sse-closed-by-server = 事件源已关闭
sse-column-type = 类型
sse-column-data = 数据
sse-kind-event = 事件
sse-kind-state = 状态
sse-kind-request = 请求
sse-kind-response = 响应
sse-kind-id = ID
sse-kind-comment = 注释
sse-kind-retry = 重连时间
sse-kind-ignored = 已忽略
sse-kind-backoff = 等待
sse-kind-error = 错误
sse-chip-comments = 注释
sse-chip-fields = 字段
sse-chip-connection = 连接
sse-chip-more = 另有 { $count } 种类型
sse-count-comments = 注释
sse-count-ignored = 已忽略
sse-count-reconnects = 重连
sse-backoff-line = 第 { $attempt } 次 · { $wait }   { $reason }
sse-ignored-unknownField = 没有这个名称的字段
sse-ignored-invalidRetry = retry 只接受数字
sse-ignored-idWithNul = ID 不能包含 NUL
sse-ignored-noData = 没有数据的块不会派发事件
sse-ignored-unfinishedBlock = 流在空行之前结束
sse-detail-type = 类型
sse-detail-handler = 页面的接收方式
sse-detail-lines = 数据行数
sse-detail-reason = 原因

## Long polling

## End
