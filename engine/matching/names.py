"""Chinese surnames, for names beside a label.

Input: none. Output: sets of strings.
Law: single surnames are those of the Hundred Family Surnames that are still borne by many; words of two or
three characters that begin with one and often follow a label are listed as no names.
"""

from __future__ import annotations

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭"
    "陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟"
    "安颜倪牛温季俞章鲁葛毕聂焦左柳齐伍欧尚梅童耿舒岳辛关苗管鲍詹祝柴涂阮柯裴霍盛翁纪路游凌骆娄单褚解丘冉甄"
)
COMPOUND = frozenset(
    (
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "司徒",
        "东方",
        "南宫",
    )
)
NOT_NAMES = frozenset(
    ("任何", "任一", "任意", "有关", "文件", "方可", "方式", "方能", "白名单", "安全", "安排", "关于", "关系", "单位", "单笔", "单独",
     "向我", "向本", "常住", "解除", "解释", "严格", "严禁", "高级", "高管", "金额", "金融", "余额", "游客", "管理", "管理人", "路径",
     "章程", "石油", "马上", "万元", "于是", "许可", "许可证", "时间", "时效", "何时", "文本", "文字", "易于", "尚未", "尚可")
)  # fmt: skip
