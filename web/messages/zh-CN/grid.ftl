# 时间线、照片行和所选内容。
timeline-empty = 您的照片会显示在这里
timeline-empty-text = 把照片、视频或整个文件夹拖到本页任意位置，或使用上方的按钮选择。
grid-photos = 按时间排列的照片。方向键移动，空格键选择，回车键打开。
grid-item = { $kind ->
    [video] 视频，第 { $place } 项，共 { $total } 项，{ $when }
    [broken] { $name }，第 { $place } 项，共 { $total } 项，无法显示
   *[photo] 照片，第 { $place } 项，共 { $total } 项，{ $when }
  }
grid-item-by = { $label }，来自{ $who }
grid-select = 选择
grid-select-section = 选择{ $title }的全部内容
grid-selected = 已选择 { $count } 项
grid-actions = 所选内容
grid-clear = 取消选择
grid-add = 添加到相册
grid-remove = 从此相册移出
grid-download = 下载
grid-trash = 放入回收站
grid-trashed = 已将 { $count } 项放入回收站。
grid-removed = 已从相册移出 { $count } 项。
grid-undo = 撤销
scrubber = 月份
