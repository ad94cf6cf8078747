# 各处共用的文字。
close = 关闭
cancel = 取消
save = 保存
delete = 删除
rename = 重命名
add = 添加
remove = 移除
done = 完成
retry = 重试
name = 名称
loading = 正在加载…
notices = 通知
back = 返回
open-settings = 设置
error-unreachable = 无法连接服务器。没有丢失任何内容，请稍后重试。
error-unknown = 出了点问题，请重试。
