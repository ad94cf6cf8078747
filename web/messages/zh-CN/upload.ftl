# 把照片和视频上传到服务器。
upload = 上传
upload-title = 上传
upload-files = 选择照片
upload-folder = 选择文件夹
upload-drop = 松开即可上传
upload-drop-to = 将上传到“{ $place }”
upload-empty = 没有正在上传的文件
upload-empty-text = 把照片、视频或整个文件夹拖到此窗口的任意位置，或在这里选择。它们会上传到“{ $place }”。

upload-begun = 正在上传 { $count } 个文件
upload-all-done = { $count } 个文件已全部上传
upload-some-failed = { $count } 个文件未能上传，原因见“上传”页面。
upload-left-out = 已跳过 { $count } 个文件，原因见“上传”页面。

# 导航中的进度环。
upload-status-under-way = 上传，已完成 { $percent }%
upload-status-paused = 上传，已暂停
upload-status-trouble = 上传，有文件需要您处理
upload-status-done = 上传

# 页面。
upload-summary = 还有 { $count } 个文件
upload-summary-done = 已上传 { $count } 个文件
upload-so-far = { $gone }，共 { $total }
upload-speed = 每秒 { $speed }
upload-left-seconds = 剩余不到一分钟
upload-left-minutes = 大约还需 { $minutes } 分钟
upload-left-hours = 大约还需 { $hours } 小时
upload-progress = 全部文件的进度
upload-pause = 暂停
upload-resume = 继续
upload-retry-all = 全部重试
upload-cancel-all = 全部取消
upload-cancel-all-title = 取消所有上传？
upload-cancel-all-text = 已经上传的会保留，其余的将从列表中移除。
upload-clear = 清除已完成
upload-cancel-one = 取消上传“{ $name }”
upload-clear-one = 从列表中移除“{ $name }”
upload-retry-one = 重试“{ $name }”
upload-show = 显示
upload-show-all = 全部
upload-show-open = 未完成
upload-show-failed = 需要处理
upload-show-finished = 已完成
upload-list = 文件
upload-show-none = 这里没有文件。

# 单个文件的进度。
upload-waiting = 等待中
upload-checking = 正在检查…
upload-sending = { $percent }%
upload-done = 已上传
upload-known = 已存在
upload-lost = 请重新选择

# 需要说明的情况。
upload-paused = 已暂停。
upload-elsewhere = 另一个标签页正在上传。它完成或关闭后，这里会自动继续。
upload-lost-title = { $count } 个文件需要重新选择
upload-lost-text = 浏览器还没来得及保存这些文件，页面就关闭了。请重新选择或拖入，整个文件夹也可以：已上传的会自动跳过。
upload-narrow-large = 您与服务器之间的某个环节拒绝较大的请求，因此文件会分成小块上传。服务器管理员可以让它更快：在 nginx 中调大 client_max_body_size。
upload-narrow-slow = 您与服务器之间的某个环节会中断耗时较长的请求，因此文件会分成小块上传。服务器管理员可以让它更快：在 nginx 中调大 proxy_read_timeout 和 client_body_timeout。
upload-narrow-broken = 连接经常中断，因此文件会分成小块上传。不会丢失任何内容。
upload-out-title = 已跳过 { $count } 个文件
upload-out-kind = 不是照片或视频
upload-out-empty = 空文件
upload-out-long = 超过 200 GB
upload-out-name = 文件名无法保存
upload-out-more = 以及另外 { $count } 个
upload-trouble-large = 您与服务器之间的某个环节连很小的请求也会拒绝（413）。管理员需要调大限制：在 nginx 中是 client_max_body_size。
upload-trouble-slow = 您与服务器之间的某个环节在请求完成前就中断了（超时）。管理员需要调大限制：在 nginx 中是 proxy_read_timeout 和 client_body_timeout。
upload-trouble-broken = 连接反复中断，请在网络好转后重试。
upload-trouble-links = 服务器不接受它所要求的数据。请重试；如果仍然不行，请联系服务器管理员。
upload-trouble-changed = 已无法读取此文件。它可能被修改、移动或删除，请重新选择。
