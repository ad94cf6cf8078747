# 相册与智能相册。
albums-title = 相册
albums-new = 新建相册
albums-new-shared = 新建共享相册
albums-manual = 我的相册
albums-collections = 智能相册
albums-collections-hint = 自动收录所选文件夹中的内容。
albums-shared = 共享
albums-shared-hint = 家庭中的每个人都能查看并添加照片。
albums-none = 还没有相册
albums-none-text = 把有关联的照片放进一个相册，或让智能相册自动从文件夹中收录。
albums-count = { $count ->
    [0] 空
   *[other] { $count } 项
}
albums-count-images = { $count ->
    [0] 空
   *[other] { $count } 张照片
}
albums-count-videos = { $count ->
    [0] 空
   *[other] { $count } 个视频
}
albums-collection = 智能相册
albums-shared-in = 在“{ $family }”中共享
albums-shared-somewhere = 在家庭中共享
albums-untitled = 智能相册
albums-own-folders = 我的文件夹
albums-rule-both = 来自{ $folders }的照片和视频
albums-rule-images = 来自{ $folders }的照片
albums-rule-videos = 来自{ $folders }的视频
albums-rule-nothing = 所选文件夹已不存在或在回收站中。
albums-edit-rule = 编辑规则
albums-rename = 重命名相册
albums-delete = 删除相册
albums-delete-collection = 删除智能相册
albums-delete-ask = 删除“{ $name }”？
albums-delete-text = 只会删除相册，其中的照片仍保留在原处。
albums-delete-text-shared = 家庭中的所有人都将看不到它。其中的照片仍保留在原处。
albums-deleted = 已删除“{ $name }”，照片仍在。
albums-missing = 找不到这个相册
albums-missing-text = 它可能已被删除，或不再与您共享。
albums-back = 所有相册
albums-empty = 相册里还没有内容
albums-empty-text = 在时间线中选择照片，然后点“添加到相册”。
albums-empty-collection = 目前没有内容
albums-empty-collection-text = 放进这些文件夹的内容会自动出现在这里。
albums-open-timeline = 打开时间线

albums-create = 创建
albums-edit = 编辑智能相册
albums-how = 如何添加内容？
albums-how-manual = 手动
albums-how-manual-hint = 由您逐张选择照片。
albums-how-collection = 自动
albums-how-collection-hint = 显示所选文件夹中的内容。
albums-name = 名称
albums-name-optional = 名称（可不填）
albums-name-too-long = 太长了：最多 { $most } 个字符。
albums-for = 给谁看？
albums-for-me = 仅自己
albums-for-family = 家庭“{ $family }”
albums-kinds = 显示内容
albums-kind-images = 照片
albums-kind-videos = 视频
albums-folders = 文件夹
albums-folders-hint = 最多选择同一位置下的 { $most } 个文件夹。
albums-folders-none = 这里没有文件夹。
albums-folders-way = 当前位置
albums-folders-open = 打开 { $name }
albums-folders-more = 显示更多文件夹
albums-folders-chosen = { $count ->
    [0] 未选择文件夹
   *[other] 已选 { $count } 个文件夹
}
albums-folders-chosen-elsewhere = 已在其他位置选择 { $count } 个文件夹。在这里选择将取代它们。
albums-preview = 预览
albums-preview-none = 请至少选择一个文件夹和一种显示内容。
albums-preview-entering = 新增 { $count } 项
albums-preview-leaving = 移出 { $count } 项
albums-preview-same = 没有变化。

albums-add-count = 将 { $count } 项添加到相册
albums-added = { $count } 项已在“{ $name }”中。
albums-open = 打开
albums-to-choose = 您的相册
albums-to-choose-none = 您还没有相册。
