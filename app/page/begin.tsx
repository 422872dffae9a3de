/** Draws the page of one session: what the entry fetches once the worker is on its way. */
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { connect } from '../session/connect.ts'
import { Page } from './Page.tsx'

/** @param root the element of the document that the page goes into */
export function begin(root: HTMLElement): void {
  createRoot(root).render(createElement(Page, { session: connect() }))
}
