// Asking the server. The token stands in the address of the page and goes in a header, which no page
// from elsewhere can send.
const token = location.pathname.split('/')[1];

/** The server's answer, or null when it does not answer. */
async function ask(path, options = {}) {
  try {
    const response = await fetch(`/api/${path}`, {
      ...options, headers: { 'x-alinea-token': token, ...options.headers }, cache: 'no-store',
    });
    const text = await response.text();
    let body = {};
    try { body = JSON.parse(text); } catch { body = { error: text }; }
    return { status: response.status, body };
  } catch {
    return null;
  }
}

export const corpus = () => ask('corpus');
export const doubts = () => ask('doubts');
export const article = (number) => ask(`articles/${number}`);

/** How far an article is, without its texts. */
export const revision = (number) => ask(`articles/${number}/revision`);

/** Does an operation on the state of the article that the page shows. */
export const act = (number, revision, operation) => ask(`articles/${number}`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ revision, operation }),
});
