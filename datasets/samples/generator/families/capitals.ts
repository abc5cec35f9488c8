import { factFamily, factPairs } from './fact.ts';

/** Countries and their capitals. */
export const capitals = factFamily('capitals', {
  en: {
    pairs: factPairs(
      'France-Paris Germany-Berlin Italy-Rome Spain-Madrid Greece-Athens Egypt-Cairo Japan-Tokyo China-Beijing Russia-Moscow Cuba-Havana Peru-Lima Kenya-Nairobi Norway-Oslo Austria-Vienna Poland-Warsaw Ireland-Dublin Portugal-Lisbon Thailand-Bangkok Hungary-Budapest Canada-Ottawa',
    ),
    forward: {
      train: [
        (country) => `What is the capital of ${country}?`,
        (country) => `Name the capital of ${country}.`,
        (country) => `The capital city of ${country} is`,
        (country) => `Find the capital of ${country}.`,
      ],
      sample: [
        (country) => `Which city is the capital of ${country}?`,
        (country) => `What is the capital city of ${country}?`,
      ],
    },
    backward: {
      train: [
        (city) => `The city of ${city} is the capital of`,
        (city) => `Name the country with the capital ${city}.`,
        (city) => `Which country has the capital ${city}?`,
      ],
      sample: [
        (city) => `${city} is the capital of which country?`,
        (city) => `What country has the capital city ${city}?`,
      ],
    },
  },
  zh: {
    pairs: factPairs(
      '法国-巴黎 德国-柏林 意大利-罗马 西班牙-马德里 希腊-雅典 埃及-开罗 日本-东京 中国-北京 俄罗斯-莫斯科 古巴-哈瓦那 秘鲁-利马 肯尼亚-内罗毕 挪威-奥斯陆 奥地利-维也纳 波兰-华沙 爱尔兰-都柏林 葡萄牙-里斯本 泰国-曼谷 匈牙利-布达佩斯 加拿大-渥太华',
    ),
    forward: {
      train: [
        (country) => `${country}的首都是____。`,
        (country) => `哪座城市是${country}的首都？`,
        (country) => `说出${country}的首都。`,
      ],
      sample: [(country) => `${country}的首都是哪座城市？`, (country) => `下列城市中，${country}的首都是`],
    },
    backward: {
      train: [
        (city) => `首都是${city}的国家是____。`,
        (city) => `下列国家中，首都是${city}的是`,
        (city) => `${city}是哪国的首都？`,
      ],
      sample: [(city) => `${city}是哪个国家的首都？`, (city) => `哪个国家的首都是${city}？`],
    },
  },
});
