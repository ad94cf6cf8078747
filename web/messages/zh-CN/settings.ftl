# 用户自己的账号。
settings-title = 设置
settings-saved = 已保存。
settings-you = 个人资料
settings-name = 名称
settings-id = 用户 ID（可用于登录）
settings-number = 号码
settings-language = 语言
settings-language-browser = 跟随浏览器
settings-zone = 时区
settings-zone-hint = 时间线按此时区划分日期。此后上传的照片若没有记录时区，也按此时区读取。
settings-zone-here = 使用此设备的时区：{ $zone }

settings-space = 空间
settings-space-used = 已用 { $used }，共 { $capacity }
settings-space-hint = 回收站中的内容也计算在内。

settings-password = 密码
settings-password-current = 当前密码
settings-password-new = 新密码
settings-password-again = 再次输入新密码
settings-password-length = { $least } 到 { $most } 个字符
settings-password-differs = 两次输入的新密码不一致。
settings-password-hint = 您在此设备上保持登录，在其他设备上会退出登录。
settings-password-change = 修改密码
settings-password-changed = 密码已修改。其他设备均已退出登录。

settings-sessions = 已登录的设备
settings-device = { $system } 上的 { $browser }
settings-device-unknown = 未知设备
settings-session-this = 此设备
settings-session-used = 上次使用：{ $ago }。
settings-session-since = 登录时间：{ $date }。
settings-session-end = 退出登录
settings-session-end-one = 让 { $device } 退出登录
settings-session-ended = { $device } 已退出登录。
settings-sign-out = 退出登录
settings-sign-out-everywhere = 在所有设备上退出
settings-sign-out-everywhere-ask = 在所有设备上退出登录？
settings-sign-out-everywhere-text = 所有设备（包括此设备）都会退出登录。个人访问令牌仍然有效。

settings-tokens = 个人访问令牌
settings-tokens-hint = 您的程序可凭令牌以您的身份操作。请为每个程序单独创建令牌，以便单独撤销。
settings-token = 令牌
settings-token-new = 新建令牌
settings-token-make = 创建
settings-token-name = 名称
settings-token-name-hint = 用途，例如“备份脚本”。
settings-token-life = 有效期
settings-token-days = { $days } 天
settings-token-never = 永不过期。
settings-token-made = 创建于 { $date }。
settings-token-ends = { $date } 到期。
settings-token-once = 请立即复制此令牌，之后不会再显示。
settings-token-copy = 复制
settings-token-copied = 已复制。
settings-token-use = 在请求头“Authorization: Bearer …”中发送。请像密码一样妥善保管。
settings-token-revoke = 撤销
settings-token-revoke-one = 撤销 { $name }
settings-token-revoke-ask = 撤销“{ $name }”？
settings-token-revoke-text = 使用它的程序此后将被拒绝。
settings-token-revoked = 已撤销“{ $name }”。

settings-about = 关于
settings-about-version = Leporello { $version }
settings-about-text = 兼容华为云 KooDrive（运营商版）相册接口，与华为云 KooDrive 无关联。
settings-about-docs = 接口文档
