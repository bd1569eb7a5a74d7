"""Fold text for matching without moving a single offset: one character in, one character out.

Full-width digits, letters and punctuation become half-width, the Traditional characters of everyday writing become
Simplified, capitals become small, emoji and word processors' bullets become spaces. The folded string always has the
length of its source, so a position found in it is a position in the source.
"""

from __future__ import annotations

import unicodedata

_TRADITIONAL = (
    "燈獨員國長麗劉陳張許趙錢鄭馮衛蔣韓楊呂嚴華謝鄒竇蘇範魯韋馬鳳鮑費賀湯羅畢鄔齊蕭談龐項閻陸榮葉龍連鍾盧賈駱萬"
    "單諸顏歐譚賴喬聞貝紀龔鄧寧倫瑩蘭語瑪憊覺決絕淨濃澀勁發動當爾給穩繼續讓認識誰請謊謀證診詞訊記訴誤調論諒護責"
    "貴買賣賠贏跡輸輛農運過遲遺邁鄰醬釘針鈴銀鋼鎖鏈鑰鑽闆闖陣陰隊際隨險隱雞離難靈響頁頓預領頻題願類顆顫飛飯飲餘"
    "餓駕騎騙騷驗驟鬆鬥鬧魚鳥鹽麥麵黨齒龜傑僅傭優儀價債側偵備償儲兇凍剛創劃劍勝勞勢協參叢嘆嗎啞喚喪嘯嚀囑團圓圖"
    "執堅報墜墮壞壯壽夠奪奮奧妝婦娛嬌孃學寶實審對導尋專將屍屆層屬島崗嶺幣幫幹庫廁廈廚廠廢廣強彈歸錄徑復徵恥悅悶"
    "惱慣慘慚憂憑憲憶應懇懶懸戀戰戲戶拋挾捨掃掙揚換損搖摯撐撥撫擇擋擔據擠擾攝攜敗敵數斂斷於時晉暈暫曉書會條棄棟"
    "楓業極構槍樣樹機檔檢檯櫃欄權歎歲歷殘殺殼毀氣沒沖況洩淚淺渾測湊湧準溝滅滿漲漸潑潔潛濟濤濺灑灣災為烏無煙熱燒"
    "燦爐爭爺牆牽狀獄獎獲獵現環甦產異瘋療癒癡皺盜盡監盤眾睜瞞矚碼確礎禮禍禦稱種積窮竄競筆節築簡簽籃籌糾約級細終"
    "組結統絲經綁綠維網緊線緩練縣縫總績織繪繫罰罵罷習聖聯聰職肅脅脈腦腫腳膽臉臨舉舊艙艱莊莖著蓋薦藍藝藥蘊處號蟲"
    "術衝衹補裝複製褲襯襲見規覓親觀觸計訂討訓託設訪詢試詩話該詳誇誘誠說課諷諾譏變讚豬負財貢貧貨販貪貼賊賓賞質賭"
    "購贈贊趕趨踐踴躍軍軌軟輩輪輯轉轎辦辭辯迴逕這進遊達違遠適選還郵鄉醜醫釀釋鈔鉅銘銷鋪錯鍋鏟鐵鑑閃閉閒間閱闊陽"
    "階隻雙雜霧靜頭頰頸顛顧風飄餅館駐駛驕驢髒鬍麼黃點妳祂牠臺颱佔併倆偽傷僕兒冊凱別刪劑勵勸卻厭吳啟問嚇嚐囂園塊"
    "塗塵墊壓夾姊嫵孫宮寢寫尷屜岡師帳帶帥幾廟弒彎後從徹恆悽愛憐態慶慾憤懷懼撿擁擊擺攔攬攤敘斬昇曖曬東枴柵棲樂樓"
    "標樞橋檻歡殭淒滾漢漁灘煉煩犧獻玀瓊甕畫疊癢瘡皚盃睏瞭矯砲祕禪穀竊箏簾籠紅納純紙紛紮紹絡綵緣編緻縮縱繞繩缽羨"
    "翹聲聽聾脫膚臟艷蒼蓮蕩薑薩虛虧螢蠟袞裡褻襪覽觴訝詐評詫誌謠謹譜譯議讀豈貓貞貳賬賜賦賤躪車輔輕輝輿轟邊醞鈍鉛"
    "鉤銜銳錘錫鍵鎮鏡鐘鑄門開關霽頂順須頒頗頹顯飽餵饒駭驅驚髮鬱鴉鴨鴿鵝鷹齡內場晝嗚溫講電惡溼濕廳臥雲裏兩個們來"
    "與媽掛搶視雖摟遞劇圍夢潰漣癱鑲璽嬪瑤軒嶽攢憚懲擬擲攙斕暉檸櫻氳洶淵渦潤澤瀟濱瀏煥燙爍牘狹獅獰璣癲睞矇磚礙穢"
    "窺筧糧糞綻緋緞縷罌臘艦芻茲蕪薔蝦蝸螞蠱裊謬謙譽讕讒豔踰蹤蹺躊轄轍酈鋒錦鍊鎧鏢鐲鑼閨闌闐陝隕雛霑韻頌颯飼餃饋"
    "馭駝騰驍驛髏鯉鯨鵑鶴鷗鸚鸞黴鼕"
)
_SIMPLIFIED = (
    "灯独员国长丽刘陈张许赵钱郑冯卫蒋韩杨吕严华谢邹窦苏范鲁韦马凤鲍费贺汤罗毕邬齐萧谈庞项阎陆荣叶龙连钟卢贾骆万"
    "单诸颜欧谭赖乔闻贝纪龚邓宁伦莹兰语玛惫觉决绝净浓涩劲发动当尔给稳继续让认识谁请谎谋证诊词讯记诉误调论谅护责"
    "贵买卖赔赢迹输辆农运过迟遗迈邻酱钉针铃银钢锁链钥钻板闯阵阴队际随险隐鸡离难灵响页顿预领频题愿类颗颤飞饭饮余"
    "饿驾骑骗骚验骤松斗闹鱼鸟盐麦面党齿龟杰仅佣优仪价债侧侦备偿储凶冻刚创划剑胜劳势协参丛叹吗哑唤丧啸咛嘱团圆图"
    "执坚报坠堕坏壮寿够夺奋奥妆妇娱娇娘学宝实审对导寻专将尸届层属岛岗岭币帮干库厕厦厨厂废广强弹归录径复征耻悦闷"
    "恼惯惨惭忧凭宪忆应恳懒悬恋战戏户抛挟舍扫挣扬换损摇挚撑拨抚择挡担据挤扰摄携败敌数敛断于时晋晕暂晓书会条弃栋"
    "枫业极构枪样树机档检台柜栏权叹岁历残杀壳毁气没冲况泄泪浅浑测凑涌准沟灭满涨渐泼洁潜济涛溅洒湾灾为乌无烟热烧"
    "灿炉争爷墙牵状狱奖获猎现环苏产异疯疗愈痴皱盗尽监盘众睁瞒瞩码确础礼祸御称种积穷窜竞笔节筑简签篮筹纠约级细终"
    "组结统丝经绑绿维网紧线缓练县缝总绩织绘系罚骂罢习圣联聪职肃胁脉脑肿脚胆脸临举旧舱艰庄茎着盖荐蓝艺药蕴处号虫"
    "术冲只补装复制裤衬袭见规觅亲观触计订讨训托设访询试诗话该详夸诱诚说课讽诺讥变赞猪负财贡贫货贩贪贴贼宾赏质赌"
    "购赠赞赶趋践踊跃军轨软辈轮辑转轿办辞辩回径这进游达违远适选还邮乡丑医酿释钞巨铭销铺错锅铲铁鉴闪闭闲间阅阔阳"
    "阶只双杂雾静头颊颈颠顾风飘饼馆驻驶骄驴脏胡么黄点你他它台台占并俩伪伤仆儿册凯别删剂励劝却厌吴启问吓尝嚣园块"
    "涂尘垫压夹姐妩孙宫寝写尴屉冈师帐带帅几庙弑弯后从彻恒凄爱怜态庆欲愤怀惧捡拥击摆拦揽摊叙斩升暧晒东拐栅栖乐楼"
    "标枢桥槛欢僵凄滚汉渔滩炼烦牺献猡琼瓮画叠痒疮皑杯困了矫炮秘禅谷窃筝帘笼红纳纯纸纷扎绍络彩缘编致缩纵绕绳钵羡"
    "翘声听聋脱肤脏艳苍莲荡姜萨虚亏萤蜡衮里亵袜览觞讶诈评诧志谣谨谱译议读岂猫贞贰账赐赋贱躏车辅轻辉舆轰边酝钝铅"
    "钩衔锐锤锡键镇镜钟铸门开关霁顶顺须颁颇颓显饱喂饶骇驱惊发郁鸦鸭鸽鹅鹰龄内场昼呜温讲电恶湿湿厅卧云里两个们来"
    "与妈挂抢视虽搂递剧围梦溃涟瘫镶玺嫔瑶轩岳攒惮惩拟掷搀斓晖柠樱氲汹渊涡润泽潇滨浏焕烫烁牍狭狮狞玑癫睐蒙砖碍秽"
    "窥笕粮粪绽绯缎缕罂腊舰刍兹芜蔷虾蜗蚂蛊袅谬谦誉谰谗艳逾踪跷踌辖辙郦锋锦炼铠镖镯锣闺阑阗陕陨雏沾韵颂飒饲饺馈"
    "驭驼腾骁驿髅鲤鲸鹃鹤鸥鹦鸾霉冬"
)
_DASHES = "–—―－─━‐‑‒"
_DOTS = "·・•‧∙"


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x20, 0x3000), *range(0x3000, 0x3040), *range(0xFE30, 0xFE70), *range(0xFF00, 0xFFF0)):
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character)
        folded = folded if len(folded) == 1 else character
        lowered = folded.lower()
        folded = lowered if len(lowered) == 1 else folded
        if folded.isspace() and folded not in "\n\r":
            folded = " "
        if folded != character:
            table[code] = folded
    table.update({ord(dash): "-" for dash in _DASHES})
    table.update({ord(dot): "·" for dot in _DOTS})
    table.update(dict.fromkeys((*range(0x1F000, 0x1FB00), *range(0x2600, 0x27C0), *range(0xF0A0, 0xF100)), " "))
    table.update({0xFE0F: " ", 0x20E3: " ", 0x2B50: " ", 0x2B55: " "})
    table.update({0xFEFF: " ", 0x200B: " ", 0x200C: " ", 0x200D: " ", 0x2060: " ", 0xFF61: "。"})
    table.update({ord(a): b for a, b in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if a != b})
    table.update({ord("〔"): "[", ord("〕"): "]", ord("〖"): "【", ord("〗"): "】", ord("︰"): ":", ord("∶"): ":"})
    table.update({ord("“"): '"', ord("”"): '"', ord("‘"): "'", ord("’"): "'"})
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """The text as it is compared: same length as `text`, so every offset keeps its meaning."""
    return text.translate(_TABLE)


def is_han(character: str) -> bool:
    """Whether the character is a Chinese character."""
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def count_han(text: str) -> int:
    """How many Chinese characters the text holds."""
    return sum(map(is_han, text))
