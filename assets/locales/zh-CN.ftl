### Wirelight in Simplified Chinese, with the keys of en.ftl in the same order.

## Window

app-title = Wirelight

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

## Lab

## Upload

## WebSocket

## Server-Sent Events

## Long polling

## End
