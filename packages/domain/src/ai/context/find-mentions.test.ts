import { expect, test } from 'vitest'
import { countMentions, foldText } from './find-mentions.ts'

test.each([
  ['Ann met Anna. ANN laughed; ann’s coat, Ann-Marie.', 'Ann', 4],
  ['Annabel and Joanna', 'Ann', 0],
  ['the Old  Mill\nand the old mill', 'Old Mill', 2],
  ['Der Große Bär und der GROSSE BÄR', 'große bär', 2],
  ['Zoe\u0308 waits', 'Zo\u00eb', 1],
  ['Zoe\u0308 waits', 'Zoe', 0],
  ['ΟΔΥΣΣΕΥΣ sails; Οδυσσεύς rests, Οδυσσευς sleeps', 'Οδυσσευς', 2],
  ['李明走进了房间。李明笑了', '李明', 2],
  ['그때 민수가 말했다', '민수', 1],
  ['アンナは言った', 'アンナ', 1],
  ['แม่น้ำสมชายมา', 'สมชาย', 1],
  ['Ann说', 'Ann', 1],
  ['𠮷野家で待つ', '𠮷野', 1],
  ['R2D2 and R2D', 'R2D', 1],
  ['C++ is old, C is older', 'C++', 1],
  ['room_12', 'room', 0],
  ['anything', '   ', 0],
  ['', 'Ann', 0],
])('in %j the name %j stands %i times', (text, name, count) => {
  expect(countMentions(foldText(text), foldText(name))).toBe(count)
})
