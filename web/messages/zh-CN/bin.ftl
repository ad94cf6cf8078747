# 回收站。
bin-title = 回收站
bin-about = 删除的内容会留在这里，直到您彻底删除。它们仍占用您的空间。
bin-nothing = 回收站是空的
bin-nothing-text = 删除的内容会先来到这里，之后还可以恢复。
bin-actions = 对所选内容的操作
bin-select-all = 选择已显示的全部
bin-select-none = 取消选择
bin-selected = { $count ->
    [0] 未选择
   *[other] 已选 { $count } 项
}
bin-restore = 恢复
bin-restored = 已将 { $count } 项恢复到原处。
bin-purge = 彻底删除
bin-purge-ask = 彻底删除 { $count } 项？
bin-purge-text = 之后无法恢复。文件夹会连同其中的所有内容一起删除。
bin-purged = 已彻底删除 { $count } 项。
bin-empty = 清空回收站
bin-empty-ask = 彻底删除回收站中的所有内容？
bin-empty-text = 其中的所有内容（包括尚未显示的）都会被删除，之后无法恢复。
bin-emptied = 回收站已清空。
bin-kind-folder = 文件夹
bin-kind-image = 照片
bin-kind-video = 视频
bin-kind-other = 文件
