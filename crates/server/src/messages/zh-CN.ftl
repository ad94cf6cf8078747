# What the API says, in simplified Chinese. A message says what is wrong, where, and how to mend it.
# Every ID and variable stands in en-US.ftl too. Nothing internal may stand here.

success = 成功

## Who asks

credentials-missing = 缺少 `Authorization` 请求头。请在其中发送 `Bearer <token>`；令牌可通过 POST /oauth2/token 或 `leporello token issue` 获取。
credentials-unreadable = 无法识别 `Authorization` 请求头。请发送 `Bearer <token>`，或 `HMAC-SHA256 AppId=<id>,SignedHeaders=<a;b>,Signature=<64 位小写十六进制>`。
credentials-unknown = 令牌或应用未知，或属于其他用户。请通过 POST /oauth2/token 或 `leporello token issue` 获取新令牌，并在 `X-User-Id` 中发送该令牌的用户 ID。
token-expired = 令牌已过期。请通过 POST /oauth2/token 或 `leporello token issue` 获取新令牌。
signature-wrong = 签名与请求不符。请使用该应用的密钥，对实际发送的方法、路径、查询参数、请求头和请求体签名。
signed-header-missing = 请求头 `{ $header }` 必须发送并参与签名。请将其列入 `SignedHeaders` 后重新签名。
user-frozen = 该账号已被冻结。请联系服务器管理员解冻。
session-over = 会话已结束，或属于其他用户。请重新登录。
cross-site = 该请求来自其他网站。请通过相册自己的地址打开后重试。
header-wrong = 请求头 `{ $header }` 缺失或无法识别。请按文档格式发送一次该请求头。
date-malformed = `X-Date` 必须是真实存在的 UTC 时间，格式为 yyyyMMddTHHmmssZ，例如 20251103T070140Z。
date-too-old = `X-Date` 早于当前时间超过 { $minutes } 分钟。请发送当前 UTC 时间，并按本响应中的 `serverTime` 校准时钟。
date-in-future = `X-Date` 晚于当前时间。请发送当前 UTC 时间，并按本响应中的 `serverTime` 校准时钟。
link-wrong = 该链接已过期或被改动。请重新获取链接。

## What was sent

body-not-json = 请求体在第 { $line } 行第 { $column } 列处不是有效的 JSON。请发送一个 UTF-8 编码的 JSON 对象。
body-too-large = 请求体超过 { $limit } 字节。请拆分成多个较小的请求。
wrong-type = `{ $field }` 的类型必须是{ $expected ->
        [string] 字符串
        [integer] 整数
        [number] 数字
        [boolean] 布尔值
        [array] 数组
        [object] 对象
       *[other] {" "}{ $expected }
    }。
field-missing = `{ $field }` 为必填项。请在请求中加上该项。
field-length = `{ $field }` 的长度必须为 { $min } 到 { $max } 个字符。
field-length-exact = `{ $field }` 的长度必须恰好为 { $max } 个字符。
field-range = `{ $field }` 必须是 { $min } 到 { $max } 之间的整数。
field-at-least = `{ $field }` 必须是不小于 { $min } 的整数。
field-choice = `{ $field }` 必须是以下值之一：{ $choices }。
field-characters = `{ $field }` 含有不允许的字符。名称不能包含控制字符；文件和文件夹名称还不能包含 < > | : " * ? / \，也不能是 `.` 或 `..`；家庭名称和描述不能包含表情符号。
field-format = `{ $field }` 不符合文档规定的格式。请改正后重新发送请求。
zone-unknown = `{ $field }` 不是此服务器所知的时区。请发送 IANA 时区名称，例如 Europe/Berlin 或 Asia/Shanghai。
days-reversed = `{ $field }` 的日期晚于 `{ $until }` 的日期。请对调两者。
list-length = `{ $field }` 必须包含 { $min } 到 { $max } 项。
cursor-wrong = `{ $field }` 不属于此列表及其排序方式，或已被改动。请去掉该参数，从第一页重新开始。
not-media = `{ $field }` 指定的文件既不是图片也不是视频。相册只能包含图片和视频。
is-collection = 集合相册按其范围自动收集内容，不能手动添加或移除。请修改其范围，或使用手动相册。
no-scope = `{ $field }` 仅用于集合相册。请去掉该字段，或创建集合相册。
not-in-parent = `{ $field }` 指定的文件夹不直接位于 `{ $parent }` 中。请发送同一级的文件夹及其所在的文件夹。

## What is there

not-found = `{ $field }` 指定的对象不存在，或您无权查看。请检查该值以及 `X-User-Id` 中的用户。
no-right = 您可以查看 `{ $field }` 指定的对象，但无权进行此操作。请让其创建者或家庭的所有者来操作。
owner-wrong = `{ $field }` 不是该文件的所有者。请发送文件详情中显示的所有者。
space-wrong = 缺少 `{ $field }`，或文件位于其他空间。请发送文件详情中显示的 `containerId`。
space-disabled = 该空间已停用。请联系服务器管理员启用。
in-bin = `{ $field }` 指定的文件在回收站中。请先将其还原。
not-in-bin = `{ $field }` 指定的文件不在回收站中。请先将其移入回收站。
target-in-bin = `{ $field }` 指定的文件夹在回收站中。请先将其还原，或选择其他文件夹。
target-not-folder = `{ $field }` 指定的不是文件夹。请选择一个文件夹作为目标。
is-folder = `{ $field }` 指定的是文件夹。请选择一个文件。
folders-nest = `{ $field }` 会使文件夹位于其自身之内。请选择该文件夹之外的目标。
too-deep = 文件夹最多嵌套 { $max } 层。请选择离根目录更近的文件夹。
already-there = `{ $field }` 指定的对象已在目标文件夹中。请选择其他目标。
outside-family = `{ $field }` 指定的对象既不在共享文件夹中，也不属于您。请选择该家庭文件夹中的文件，或您自己的文件。
is-family-folder = `{ $field }` 指定的是家庭文件夹。请用 RenameShareFolder 重命名，用 DeleteShareFolder 删除；该文件夹不能移动。
name-taken = `{ $field }` 中的名称已被占用。请换一个名称。
no-download = `{ $field }` 没有可下载的内容。请选择已完成上传的文件。

## Families

families-differ = `groupId` 和 `shareFolderId` 属于不同的家庭。请发送 ListShareFolder 中同一家庭的这两个值。
invites-self = `{ $field }` 是您自己的号码。请发送您要邀请的人的号码。
member-already = `{ $field }` 中号码的持有人已是该家庭的成员，无需再次邀请。
family-full = 该家庭的成员和待处理邀请已达上限 { $max } 个。所有者可以移除成员，或等待邀请被拒绝或过期。
invitation-over = `{ $field }` 指定的邀请已处理或已过期。请让家庭的所有者重新邀请。
owner-stays = `{ $field }` 是家庭的所有者，不能退出家庭。如需解散家庭，请用 DeleteShareFolder 删除。

## Uploads and room

upload-unknown = `{ $field }` 不是正在进行的上传任务。请重新开始上传。
upload-length = 已上传 { $got } 字节，但声明的是 { $expected } 字节。请重新上传该文件。
upload-digest = 已上传的内容与声明的摘要不符。请重新上传该文件。
part-missing = 第 { $part } 个分片尚未上传。请将其发送到对应的上传链接，然后再次完成上传。
space-full = 该空间容量不足。请彻底删除部分文件，或联系服务器管理员扩容。
disk-full = 服务器磁盘空间不足。请联系服务器管理员清理空间，然后重新发送请求。

## Signing in

app-wrong = `client_id` 或 `client_secret` 错误。请发送 `leporello app add` 显示的值。
sign-in-wrong = 无法登录：请检查号码或用户 ID 以及密码。已冻结或未设置密码的账号不能登录。
own-password-wrong = `{ $field }` 不是您当前的密码。请检查后重试；如未设置密码，请联系服务器管理员设置。
operator-stays = `{ $field }` 不能用于您自己的账号：管理员不能将自己锁在外面。
password-wrong = 用户或密码错误。请检查后重试；未设置密码的用户不能用密码登录。

## Why a file is in an album

why-linked = 该文件已添加到此相册。
why-collected = 该文件位于此相册的收集范围内，且属于其收集的类型。
why-unknown = 该文件不存在，或您无权查看。
why-unlinked = 该文件未添加到此相册。
why-trashed = 该文件或其上级文件夹在回收站中。
why-kind = 此相册只收集{ $kind ->
        [images] 图片
        [videos] 视频
       *[both] 图片和视频
    }，该文件不属于此类型。
why-directory = 该文件不在此相册收集的文件夹中。

## Importing

skipped-already-there = 文件已存在。
skipped-name = 文件名不符合要求：1 到 250 个字符，不能包含控制字符和 < > | : " * ? / \，也不能是 `.` 或 `..`。请重命名。
skipped-space-full = 空间容量不足。请彻底删除部分文件，或扩大空间容量。
skipped-folder-gone = 目标文件夹已不存在或在回收站中。请重新导入。
skipped-unreadable = 无法读取：{ $reason ->
        [missing] 文件已不存在
        [forbidden] 没有权限
        [special] 不是普通文件
       *[broken] 系统报告错误
    }。

## The server

search-type-missing = 缺少 `searchType`。请使用 `personal`。
search-type-wrong = 不支持该 `searchType`。请使用 `personal`。
no-such-operation = 没有这个操作。请检查请求方法和路径；全部操作见 /docs。
not-implemented = 此版本不提供 { $what }。可用的操作见 /docs。
unavailable = 服务器暂时无法处理该请求。请几秒后重新发送。
internal = 服务器出错。请重新发送请求；如果仍然失败，请将本响应中的 `traceId` 提供给服务器管理员。

# The page of the first user.
first-user-title = 欢迎使用 Leporello
first-user-intro = 此服务器还没有用户。请在此创建第一个用户；该链接只能使用一次。
first-user-name = 您的姓名
first-user-password = 密码（至少 8 个字符）
first-user-make = 创建用户
first-user-over = 该链接已被使用或已过期。请重新启动服务器以获取新链接，或运行 `leporello user add`。
