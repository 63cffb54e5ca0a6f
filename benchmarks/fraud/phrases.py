"""Words of the synthetic creators: openings, stock phrases, patterns; `texts` mixes them."""

from typing import Final


def _apart(words: str) -> tuple[str, ...]:
    return tuple(words.split())


PRODUCTS: Final = _apart(
    "明前龙井 燕麦拿铁 冻干草莓 低糖酸奶 防晒喷雾 氨基酸洁面 修护面霜 哑光口红 真丝发圈 羊毛围巾 "
    "徒步背包 折叠水壶 露营灯 蓝牙音箱 机械键盘 电动牙刷 空气炸锅 挂耳咖啡 猫砂盆 冻干猫粮 "
    "儿童绘本 婴儿湿巾 瑜伽垫 筋膜枪 香薰蜡烛 亚麻床单 保温杯 螺蛳粉 手工曲奇 无骨凤爪"
)
BRANDS: Final = _apart(
    "山野茶社 北岸 森屿 青禾 拾光 月见 云朵工坊 小满 初七 大橘 鹿鸣 半糖 木棉 归巢 浅海 一间"
)
STOCK: Final = (  # everybody says these: they copy nobody
    "姐妹们真的可以冲",
    "家人们谁懂啊",
    "真的绝绝子",
    "链接我放评论区了",
    "不踩雷放心买",
    "按头安利给你们",
    "看完记得点赞收藏",
    "有什么问题评论区问我",
    "早买早享受",
    "闭眼入不会后悔的",
    "无限回购的好东西",
    "谁用谁知道",
    "性价比真的很高",
    "我宣布这是今年最爱",
    "再也不用花冤枉钱了",
    "喜欢的话关注我呀",
)
WHO: Final = _apart(
    "我妈 室友 同事小陈 男朋友 闺蜜 我家老大 隔壁阿姨 大学同学 表姐 邻居 老板 健身搭子 婆婆 "
    "爸爸 我弟 前台姑娘 奶奶 楼下保安 房东 搬家师傅"
)
WHEN: Final = _apart(
    "上周六 昨天晚上 出差路上 早高峰 午休 加班到十点 下雨天 周末露营 搬家那天 生日当天 "
    "第一次约会 降温以后 期末周 刚开学 年会前 健身完 睡前 赶高铁 带娃间隙 停电那晚"
)
WHERE: Final = _apart(
    "办公室 宿舍 阳台 厨房 地铁上 咖啡馆 公园长椅 车里 浴室 书桌前 客厅地毯 民宿 山顶 "
    "海边 医院走廊 幼儿园门口 楼下便利店 机场 床头 玄关"
)
FEEL: Final = _apart(
    "意外地顺手 比想象中轻 味道很干净 没有一点负担 有点上头 细节做得很足 第一眼就喜欢 "
    "用到第三天才懂 手感很踏实 香气淡淡的 安静了许多 终于不折腾了 颜色很温柔 分量刚刚好 "
    "小缺点也能接受 包装有点难拆 说明书写得清楚 声音比预期小 回甘慢慢上来 边角打磨得圆"
)
BUT: Final = _apart(
    "唯一要说的是快递慢了两天 就是颜色只有三种 盖子要用点力气 建议等活动再买 大码要早点抢 "
    "刚开始有点不习惯 价格我觉得还能再低一点 收纳袋要是再大些就好了 敏感的人先试一小块 "
    "不适合特别赶时间的人 冬天要先回温 说明里有一步容易漏"
)
PATTERNS: Final = (
    "{when}在{where}用了一次{p}，{feel}",
    "{who}看见我的{p}，问我在哪里买的",
    "本来不抱期待，{when}打开{p}才发现{feel}",
    "我把{p}放在{where}，{who}每次来都要试一下",
    "说实话{p}我犹豫了{n}天才下单",
    "{p}到手{n}天了，{feel}，{but}",
    "{where}的光线下拍{p}特别好看",
    "之前用过{n}款类似的，这个{feel}",
    "{who}说{feel}，我一开始还不信",
    "{but}，其他真的挑不出毛病",
    "{when}最适合拿出来，{feel}",
    "给{who}也带了一份，反馈是{feel}",
    "价格相当于{n}杯奶茶，{feel}",
    "拆开的时候{who}在旁边，第一句话就是{feel}",
    "连着用了{n}天，{where}和{where2}都试过",
    "如果你也常在{where}待着，可以考虑{p}",
    "我不太会夸东西，但是{p}{feel}",
    "{when}忘了带它，整个人都不对劲",
    "对比图我放在第{n}张，差别自己看",
    "{who}以前总嫌我乱买，这次没有说话",
    "洗了{n}次也没变样，{but}",
    "在{where}录的视频有点吵，见谅",
    "{p}我分给{who}一半，{when}就用完了",
    "做攻略看了{n}篇笔记，最后还是选了它",
    "{feel}，尤其是{when}",
    "懒人如我，{n}分钟就弄好了",
    "{where2}太小放不下大的，这个尺寸刚好",
    "朋友从{where}给我打电话，就为了问{p}",
    "{but}，不过客服答得很快",
    "从{when}到现在，我已经推荐给{n}个人",
)
ENGLISH: Final = (
    "I tried {p} for {n} days and it grew on me",
    "my sister borrowed it after {n} minutes and never gave it back",
    "the box survived a {n} hour train ride",
    "honestly the lid could be easier to open",
    "it lives on my desk next to {n} empty mugs",
    "not sure it is for everyone but my mornings got quieter",
    "shipping took {n} days which was fine",
    "I compared {n} of these and kept this one",
)
BLURB: Final = "本品精选优质原料经{n}道工序制成，净含量{n}克，保质期{m}个月，请置于阴凉干燥处保存"
TEMPLATES: Final = (
    (
        "{opening}，{brand}的{p}终于到了！〔自己的话〕 "
        "想看更多真实体验就来找我，{brand}这次上新诚意十足"
    ),
    (
        "{opening}，今天来聊聊{brand}{p}。〔自己的话〕 "
        "{brand}一直坚持小批量做好一件事，喜欢的朋友别错过"
    ),
    "分享一个我最近的心头好：{brand}家的{p}。〔自己的话〕 官方旗舰店现在有活动，具体看商品页说明",
    "{opening}！{p}开箱来了。〔自己的话〕 {brand}新品上架，数量有限，三天内下单还送定制小样一份",
)
OPENINGS: Final = ("姐妹们", "家人们", "朋友们", "爱生活的你", "大家好呀", "打工人")
EMOJI: Final = "✨🔥💕😭👍🌿☕🐱🎁💯🥹🙌"
MARKS: Final = "！。～…!~·、"
SWAPS: Final = {  # what rewriting tools put in the place of a word
    "真的": "确实", "喜欢": "中意", "发现": "察觉", "特别": "格外", "终于": "总算",
    "用了": "使了", "第一次": "头一回", "可以": "能够", "朋友": "伙伴", "意外地": "没想到",
    "觉得": "感觉", "推荐": "安利", "其他": "别的", "刚刚好": "正合适", "味道": "口味",
    "每次": "每回", "看见": "看到", "干净": "清爽", "以前": "从前", "慢慢": "渐渐",
    "现在": "如今", "适合": "适宜", "打开": "拆开", "考虑": "想想", "同事": "同僚",
    "一点": "一些", "之前": "先前", "旁边": "边上", "昨天": "前一天",
}  # fmt: skip
