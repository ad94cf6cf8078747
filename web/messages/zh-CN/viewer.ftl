# 逐张查看。
viewer = 照片
viewer-actions = 这张照片
viewer-close = 返回列表
viewer-place = { $place } / { $total }
viewer-details = 详细信息
viewer-previous = 上一张
viewer-next = 下一张
viewer-gone = 这张照片已不在此处，可能已被其他人移除。
viewer-problem = 无法显示此文件：{ $problem ->
    [undecodable] 文件已损坏，或不是图片。
    [unsupported] 不支持这种格式。
    [tooLarge] 超过 2 亿像素。
    [outOfMemory] 所需内存过大。
    [timedOut] 处理时间过长。
    [noTool] 服务器缺少处理该格式的工具。
   *[other] 生成图片失败。
  }文件本身完好，可以下载。
viewer-keys = 按键：方向键切换，Z 缩放，I 详细信息，D 下载，Delete 放入回收站，Esc 返回。
details-taken = 拍摄时间
details-added = 添加时间（拍摄时间未知）
details-size = 大小
details-length = 时长
details-camera = 相机
details-place = 位置（纬度，经度）
details-from = 来自
details-why = 为什么在这里
