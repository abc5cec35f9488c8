import type { Language } from './family.ts';

/** The closed vocabulary: things and people of which every question speaks. */
interface Words {
  readonly names: readonly string[];
  readonly colours: readonly string[];
  readonly objects: readonly string[];
  readonly places: readonly string[];
  readonly nature: readonly string[];
  /** Words of a language that does not exist. */
  readonly invented: readonly string[];
  /** North, east, south, west. */
  readonly directions: readonly string[];
  /** Words by what they name; each word belongs to one category only, whatever meaning it is taken in. */
  readonly categories: Readonly<Record<string, readonly string[]>>;
  readonly opposites: readonly (readonly [string, string])[];
}

const list = (text: string): readonly string[] => text.split(' ');

const pairs = (text: string): readonly (readonly [string, string])[] =>
  list(text).map((pair) => {
    const [one = '', other = ''] = pair.split('-');
    return [one, other];
  });

const INVENTED = list('lum pif zat nok vem dar sug bol kep rin tov gax mip wud fen hob jal cuz');

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    names: list(
      'Mia Tom Ann Sam Ben Eva Leo Kim Max Amy Dan Joy Ian Zoe Roy Liz Ned Pam Rex Sue Gus Fay Hal Ivy',
    ),
    colours: list('red blue green yellow black white brown grey pink purple gold silver'),
    objects: list(
      'lamp cup box bag pen book chair table plate bell clock ball rope key brush basket bottle blanket mirror ladder kettle pillow knife drum',
    ),
    places: list(
      'park school shop lake farm bank tower bridge garden museum market station forest mill church harbour hotel library',
    ),
    nature: list(
      'sun moon star rain snow wind cloud stone river tree leaf rose fire sand hill sea grass seed',
    ),
    invented: INVENTED,
    directions: list('north east south west'),
    categories: {
      'an animal': list('cat dog horse cow sheep goat duck hen lion tiger wolf fox'),
      'a fruit': list('apple pear plum grape lemon peach cherry banana mango melon'),
      'a tool': list('hammer saw drill axe spade rake chisel shovel'),
      'a garment': list('shirt coat hat sock glove scarf skirt belt'),
      'a vehicle': list('car bus train ship van truck boat tram'),
      'a job': list('doctor teacher farmer baker waiter sailor painter nurse'),
      'a body part': list('hand foot arm leg knee nose ear eye'),
      'an instrument': list('piano violin flute trumpet harp cello guitar banjo'),
    },
    opposites: pairs(
      'hot-cold big-small up-down open-shut fast-slow old-new long-short high-low rich-poor full-empty hard-soft wet-dry light-dark near-far early-late happy-sad strong-weak clean-dirty',
    ),
  },
  zh: {
    names: list(
      '小明 小丽 小刚 小芳 小军 小华 小强 小燕 小波 小玲 小杰 小娟 小鹏 小琴 小亮 小勇 小平 小敏 小慧 小宁 小辉 小静 小涛 小倩',
    ),
    colours: list('红色 蓝色 绿色 黄色 黑色 白色 棕色 灰色 粉色 紫色 金色 银色'),
    objects: list(
      '台灯 杯子 盒子 书包 钢笔 课本 椅子 桌子 盘子 铃铛 时钟 皮球 绳子 钥匙 刷子 篮子 瓶子 毯子 镜子 梯子 水壶 枕头 小刀 大鼓',
    ),
    places: list('公园 学校 商店 湖泊 农场 银行 高塔 大桥 花园 展馆 市场 车站 森林 磨坊 教堂 港口 旅馆 书店'),
    nature: list('太阳 月亮 星星 雨水 雪花 大风 云朵 石头 河流 大树 树叶 玫瑰 火焰 沙子 山丘 大海 青草 种子'),
    invented: INVENTED,
    directions: list('北边 东边 南边 西边'),
    categories: {
      动物: list('花猫 黄狗 白马 水牛 山羊 鸭子 母鸡 狮子 老虎 野狼 狐狸 兔子'),
      水果: list('苹果 雪梨 李子 葡萄 柠檬 桃子 樱桃 香蕉 芒果 西瓜'),
      工具: list('锤子 锯子 钻头 斧头 铲子 耙子 凿子 钳子'),
      衣物: list('衬衫 大衣 帽子 袜子 手套 围巾 裙子 腰带'),
      交通工具: list('汽车 公交 火车 轮船 飞机 卡车 帆船 电车'),
      职业: list('医生 教师 农民 厨师 司机 水手 画家 护士'),
      身体部位: list('手掌 双脚 胳膊 大腿 膝盖 鼻子 耳朵 眼睛'),
      乐器: list('钢琴 提琴 长笛 小号 竖琴 唢呐 琵琶 古筝'),
    },
    opposites: pairs(
      '热-冷 大-小 上-下 开-关 快-慢 旧-新 长-短 高-低 富-穷 满-空 硬-软 湿-干 明-暗 近-远 早-晚 喜-悲 强-弱 多-少',
    ),
  },
};

/** The numbers of prices, ages and codes; from 2 on, so that nouns beside them are plurals. */
export const NUMBERS: readonly number[] = Array.from({ length: 19 }, (_, index) => index + 2);
