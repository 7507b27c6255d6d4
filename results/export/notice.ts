/** What a trained network is not for, and what the law says of it: in its model card and in its exported files. Markdown. */

export const limits = `## Limits

- The labels say what people saw in a picture, not what the person felt. A face shows no emotion reliably (Barrett et al., 2019).
- The data says nothing of age, sex, skin colour or culture, so nobody knows whom the network serves worse.
- Test faces come from the same source as the training faces, and some may be copies of them: see the audit of the data.
- Probabilities of a network are often too sure. Check the calibration before you rely on them.`;

export const law = `## Law

For study and research. In the European Union it is forbidden to place on the market, put into service or use AI systems that
infer emotions of people at work or in education, except for medical or safety reasons (Regulation (EU) 2024/1689, Article
5(1)(f), since 2 February 2025). Other uses may count as high-risk, and the people concerned may have to be told (Article 50).
This is no legal advice.`;
