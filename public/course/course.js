// What a course page does with the events: here it writes them down, yours would send the statements on.
const heard = document.querySelector('#heard')
const note = (text) => {
  const line = document.createElement('li')
  line.textContent = text
  heard.append(line)
}
for (const type of ['ready', 'load', 'stepPassed', 'progress', 'error']) {
  document.addEventListener(`drydock-${type}`, ({ detail }) => {
    const { lesson = '', step = '', statement, reason = '' } = detail
    note([type, [lesson, step].filter(Boolean).join('/'), statement?.verb.id, reason].filter(Boolean).join(' '))
  })
}
document.querySelector('#theme').addEventListener('click', ({ target }) => {
  const dark = document.documentElement.dataset.theme === 'dark'
  if (dark) delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = 'dark'
  target.textContent = dark ? 'Dark page' : 'As the system'
})
