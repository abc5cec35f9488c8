import { factFamily, factPairs } from './fact.ts';

/** How many legs animals have. */
export const legs = factFamily('legs', {
  en: {
    pairs: factPairs(
      'cats-4 dogs-4 horses-4 cows-4 hens-2 ducks-2 geese-2 swans-2 ants-6 bees-6 flies-6 beetles-6 spiders-8 scorpions-8 snakes-0 worms-0 crabs-10 lobsters-10',
    ),
    forward: {
      train: [
        (animals) => `How many legs have ${animals}?`,
        (animals) => `The number of legs of ${animals} is`,
        (animals) => `Count the legs: ${animals} have`,
      ],
      sample: [
        (animals) => `How many legs do ${animals} have?`,
        (animals) => `What is the number of legs of ${animals}?`,
      ],
    },
  },
  zh: {
    pairs: factPairs(
      '花猫-4 黄狗-4 白马-4 水牛-4 母鸡-2 鸭子-2 白鹅-2 天鹅-2 蚂蚁-6 蜜蜂-6 苍蝇-6 甲虫-6 蜘蛛-8 蝎子-8 毒蛇-0 蚯蚓-0 螃蟹-10 龙虾-10',
    ),
    forward: {
      train: [
        (animal) => `${animal}有几条腿？`,
        (animal) => `${animal}的腿有____条。`,
        (animal) => `数一数，${animal}一共有几条腿？`,
      ],
      sample: [(animal) => `${animal}有多少条腿？`, (animal) => `${animal}的腿一共有几条？`],
    },
  },
});
