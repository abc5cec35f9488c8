import { factFamily, factPairs } from './fact.ts';

/** Quantities and the units that they are measured in. */
export const units = factFamily('units', {
  en: {
    pairs: factPairs(
      'length-metre mass-kilogram time-second force-newton energy-joule power-watt voltage-volt current-ampere frequency-hertz temperature-kelvin pressure-pascal resistance-ohm',
    ),
    forward: {
      train: [
        (quantity) => `Which unit is used for ${quantity}?`,
        (quantity) => `The unit of ${quantity} is the`,
        (quantity) => `Name the unit of ${quantity}.`,
      ],
      sample: [
        (quantity) => `What is the unit of ${quantity}?`,
        (quantity) => `Which of these is the unit of ${quantity}?`,
      ],
    },
    backward: {
      train: [
        (unit) => `Which quantity has the unit ${unit}?`,
        (unit) => `The ${unit} is used for`,
        (unit) => `Name the quantity with the unit ${unit}.`,
      ],
      sample: [
        (unit) => `The ${unit} is the unit of`,
        (unit) => `For which quantity is the unit ${unit} used?`,
      ],
    },
  },
  zh: {
    pairs: factPairs(
      '长度-米 质量-千克 时间-秒 力-牛顿 能量-焦耳 功率-瓦特 电压-伏特 电流-安培 频率-赫兹 温度-开尔文 压强-帕斯卡 电阻-欧姆',
    ),
    forward: {
      train: [
        (quantity) => `${quantity}的单位是____。`,
        (quantity) => `用来表示${quantity}的单位是`,
        (quantity) => `说出${quantity}的单位。`,
      ],
      sample: [(quantity) => `${quantity}的单位是什么？`, (quantity) => `下列单位中，${quantity}的单位是`],
    },
    backward: {
      train: [
        (unit) => `${unit}是____的单位。`,
        (unit) => `以${unit}为单位的量是`,
        (unit) => `什么量的单位是${unit}？`,
      ],
      sample: [(unit) => `${unit}是什么量的单位？`, (unit) => `下列各量中，单位是${unit}的是`],
    },
  },
});
