const zh = { title: "写提案" };
export default zh;
export type WritingWords = typeof zh;
